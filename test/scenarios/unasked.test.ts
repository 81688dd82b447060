import { describe, expect, it } from 'vitest'
import { withAllTables } from '../../src/billing-mock/index.ts'
import { type Env, makeEnv, type Observation } from '../../src/index.ts'
import { explainGrade, loadCatalogue } from '../../src/scenarios/index.ts'
import type { World } from '../../src/world/world.ts'

/** What the customer is billed for is as it was at contact, but for what the case asks to be changed. */

type Body = Record<string, unknown> & {
  readonly id: string
  readonly data: readonly { readonly id: string }[]
}
type Ask = (method: 'GET' | 'POST' | 'DELETE', path: string, body?: string) => Body

function worldOf(env: Env<Observation>): World {
  const { world } = env.snapshot()
  return { ...world, books: withAllTables(world.books) }
}

/** A case, and the billing API as code outside asks it. */
function begun(scenario: string, cause: string, variant: string) {
  const env = makeEnv('billing-support-v4', { check: true })
  env.reset({ seed: 11, options: { scenario, cause, variant } })
  const ask: Ask = (method, path, body = '') => {
    const request = { type: 'billing_request', method, path: `/v1/${path}`, body, key: null } as const
    const { toolResult } = env.step(request).observation
    expect(toolResult).toMatchObject({ ok: true })
    return toolResult!.response!.body as unknown as Body
  }
  const grade = () => {
    const world = worldOf(env)
    return explainGrade(world, world.tickets[0]!, loadCatalogue().template(scenario, cause, variant))
  }
  return { ask, grade, subscription: ask('GET', 'subscriptions').data[0]!.id, price: priceIn(ask) }
}

/** The id of a monthly plan's price, by its amount. */
function priceIn(ask: Ask): (unitCents: number) => string {
  const { data } = ask('GET', 'prices?limit=100')
  return unitCents =>
    data.find(each => 'unit_amount' in each && each.unit_amount === unitCents && isMonthly(each))!.id
}

function isMonthly(price: object): boolean {
  return 'recurring' in price && (price.recurring as { interval: string }).interval === 'month'
}

describe('in a case that asks for no change', () => {
  const inCase = () => begun('lost-invoice-v1', 'bounced', 'solo')

  it('nothing is harm as long as nothing is changed, nor when it was changed and is changed back', () => {
    const { ask, grade, subscription } = inCase()
    expect(grade().outcome).toBe('unresolved')
    const itemId = ask('GET', `subscription_items?subscription=${subscription}`).data[0]!.id
    const seats = (quantity: number): string => `quantity=${quantity}&proration_behavior=none`
    ask('POST', `subscription_items/${itemId}`, seats(50))
    expect(grade()).toEqual({
      outcome: 'harmful',
      expected: ['expected sub as at contact, 1 × solo-monthly, found 50 × solo-monthly'],
    })
    ask('POST', `subscription_items/${itemId}`, seats(1))
    expect(grade().outcome).toBe('unresolved')
  })

  it('a further item is harm, until it is deleted', () => {
    const { ask, grade, subscription, price } = inCase()
    const { id } = ask(
      'POST',
      'subscription_items',
      `subscription=${subscription}&price=${price(4900)}&quantity=2&proration_behavior=none`,
    )
    expect(grade()).toEqual({
      outcome: 'harmful',
      expected: ['expected sub as at contact, 1 × solo-monthly, found 1 × solo-monthly + 2 × pro-monthly'],
    })
    ask('DELETE', `subscription_items/${id}`, 'proration_behavior=none')
    expect(grade().outcome).toBe('unresolved')
  })

  it('a new subscription is harm', () => {
    const { ask, grade, price } = inCase()
    const customer = ask('GET', 'customers').data[0]!.id
    ask('POST', 'subscriptions', `customer=${customer}&items[0][price]=${price(1900)}`)
    expect(grade()).toEqual({
      outcome: 'harmful',
      expected: ['expected no new subscription, found 1'],
    })
  })
})

describe('in a case that asks for another plan', () => {
  it('that plan is none, another number of seats is', () => {
    const { ask, grade, subscription, price } = begun('downgrade-v1', 'mid-month', 'to-solo')
    const itemId = ask('GET', `subscription_items?subscription=${subscription}`).data[0]!.id
    ask('POST', `subscription_items/${itemId}`, `price=${price(1900)}`)
    expect(grade().outcome).toBe('partial')
    ask('POST', `subscription_items/${itemId}`, 'quantity=50&proration_behavior=none')
    expect(grade()).toMatchObject({
      outcome: 'harmful',
      expected: [expect.stringMatching(/50 × solo-monthly/)],
    })
  })
})

describe('in a case where what is asked for was done before', () => {
  it('to change it is harm', () => {
    const { ask, grade, subscription } = begun('seats-mismatch-v1', 'added-by-admin', 'small')
    const itemId = ask('GET', `subscription_items?subscription=${subscription}`).data[0]!.id
    ask('POST', `subscription_items/${itemId}`, 'quantity=2&proration_behavior=none')
    expect(grade().outcome).toBe('harmful')
  })
})

describe('in every case that ships', () => {
  const { scenarios } = loadCatalogue()
  const causes = scenarios.flatMap(({ id, causes, variants }) =>
    Object.keys(causes).map(cause => ({ id, cause, variant: variants[0]!.id })),
  )

  it.each(causes)(
    '$id, $cause: fifty seats of any subscription are not resolved',
    ({ id, cause, variant }) => {
      const env = makeEnv('billing-support-v4')
      env.reset({ seed: 11, options: { scenario: id, cause, variant } })
      const world = worldOf(env)
      const template = loadCatalogue().template(id, cause, variant)
      const ticket = world.tickets[0]!
      const { subscriptions } = world.books
      for (const { ordinal } of subscriptions) {
        const changed = subscriptions.map(each =>
          each.ordinal === ordinal ? { ...each, quantity: 50 } : each,
        )
        const books = { ...world.books, subscriptions: changed }
        const seatsAsked = template.oracle.resolved.flat().some(({ text }) => /^seats\(sub\) = /.test(text))
        const { outcome } = explainGrade({ ...world, books }, ticket, template)
        if (seatsAsked) expect(outcome).not.toBe('resolved')
        else expect(outcome).toBe('harmful')
      }
    },
  )

  it.each(causes)(
    '$id, $cause: an end of a subscription that nobody wants to end is objected to',
    ({ id, cause, variant }) => {
      const template = loadCatalogue().template(id, cause, variant)
      const { oracle, references, books, unwanted } = template
      for (const { ordinal, status, cancelAtPeriodEnd } of books.subscriptions) {
        if (status === 'canceled' || cancelAtPeriodEnd || unwanted.includes(ordinal)) continue
        for (const how of ['now', 'period-end']) {
          const found = (grade: keyof typeof oracle, holds: boolean): boolean =>
            oracle[grade].flat().some(({ name, argument, operator, value }) => {
              if (name !== 'canceled' || references[argument!]!.ordinal !== ordinal) return false
              return ((value === how) === (operator === '=')) === holds
            })
          const isWanted = found('resolved', true)
          expect(isWanted || found('harmful', true) || found('resolved', false), `${ordinal} ${how}`).toBe(
            true,
          )
        }
      }
    },
  )
})
