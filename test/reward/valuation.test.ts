import { describe, expect, it } from 'vitest'
import { withAllTables } from '../../src/billing-mock/index.ts'
import { makeEnv, type Policy, policyNamed, type Report } from '../../src/index.ts'
import { overridden } from '../../src/personas/index.ts'
import { serviceRates, valuationUnder } from '../../src/reward/index.ts'
import { loadCatalogue, loadCustomerModel, type Template } from '../../src/scenarios/index.ts'
import { Business } from '../../src/world/business.ts'
import type { Hidden, World } from '../../src/world/world.ts'

const catalogue = loadCatalogue()

interface Settled {
  readonly world: World
  readonly template: Template
  readonly report: Report
}

/** An episode of a policy, played to its settled end. */
function settled(scenario: string, given: { policy: Policy; seed: number; cause?: string }): Settled {
  const env = makeEnv('billing-support-v4')
  const options = { scenario, ...(given.cause === undefined ? {} : { cause: given.cause }) }
  let { observation, info } = env.reset({ seed: given.seed, options })
  for (let done = false; !done; ) {
    const step = env.step(given.policy.act(observation, info).action)
    ;({ observation, info } = step)
    done = step.terminated || step.truncated
  }
  const { world, template } = env.snapshot()
  return {
    world: { ...world, books: withAllTables(world.books) },
    template: catalogue.templateById(template.id),
    report: env.report(),
  }
}

const playbook = (scenario: string, seed = 7, cause?: string): Settled =>
  settled(scenario, {
    policy: policyNamed('playbook').make(seed),
    seed,
    ...(cause === undefined ? {} : { cause }),
  })

/** The value of this end, had it been another one in these points. */
function valued(
  { world, template }: Settled,
  hidden: Partial<Hidden> = {},
  books: Partial<World['books']> = {},
) {
  const [ticket] = world.tickets
  const changed = { ...ticket!, hidden: { ...ticket!.hidden, ...hidden } }
  return valuationUnder(overridden(loadCustomerModel()))(
    { ...world, books: { ...world.books, ...books } },
    changed,
    template,
  )
}

const DAY_MS = 86_400_000
const end = playbook('duplicate-charge-v1', 7, 'duplicate-capture')
const stays = { churnedAtMs: null, reopened: false }

describe('the business row of a settled case', () => {
  it('is what the report has, in the shape that is written', () => {
    expect(Business.parse(end.report.business)).toEqual(valued(end).business)
    expect(valued(end).utilityCents).toBe(end.report.utilityCents)
  })

  it('retains the monthly revenue of the wanted plans until the customer leaves within 90 days', () => {
    const { plans, subscriptions } = end.world.books
    const live = subscriptions.filter(
      ({ ordinal, status }) => status === 'active' && !end.template.unwanted.includes(ordinal),
    )
    const monthly = live.reduce((sum, { plan, quantity }) => sum + plans[plan]!.unitCents * quantity, 0)
    expect(live.every(({ plan }) => plans[plan]!.interval === 'month')).toBe(true)
    expect(monthly).toBeGreaterThan(0)
    expect(valued(end, stays).business).toMatchObject({ revenueCents: monthly, retainedCents: monthly })
    expect(valued(end, { churnedAtMs: 90 * DAY_MS }).business.retainedCents).toBe(0)
    expect(valued(end, { churnedAtMs: 90 * DAY_MS + 1 }).business.retainedCents).toBe(monthly)
  })

  it('loses the revenue of a plan that the agent cancels', () => {
    const subscriptions = end.world.books.subscriptions.map(each => ({ ...each, cancelAtPeriodEnd: true }))
    const { business } = valued(end, stays, { subscriptions })
    expect(business).toMatchObject({ retainedCents: 0, lifetimeValueCents: 0 })
    expect(business.revenueCents).toBeGreaterThan(0)
  })

  it('spreads the price of a year over its months', () => {
    const plans = end.world.books.plans.map(plan => ({ ...plan, interval: 'year' as const }))
    const { business } = valued(end, stays, { plans })
    expect(business.retainedCents).toBe(Math.round(business.revenueCents / 12))
  })

  it('expects a lifetime by the churn hazard at the close, cut off at five years', () => {
    const [ticket] = end.world.tickets
    const { loyalty } = ticket!.traits
    const worth = (hazard: number, monthly: number) =>
      Math.round((monthly * (1 - Math.exp(-60 * hazard))) / hazard)
    const calm = { ...stays, severe: false, satisfaction: 1 }
    const { retainedCents, lifetimeValueCents } = valued(end, { ...calm, outcome: 'resolved' }).business
    const { churn } = loadCustomerModel()
    const hazard = churn.monthlyHazard * Math.exp(-churn.perLoyalty * (loyalty - 0.5))
    expect(Math.abs(lifetimeValueCents - worth(hazard, retainedCents))).toBeLessThanOrEqual(1)
    const angry = { ...stays, severe: true, satisfaction: -1, outcome: 'unresolved' } as const
    const rise = churn.open + churn.dissatisfied + churn.severeOpen
    const worse = worth(hazard * Math.exp(rise), retainedCents)
    expect(Math.abs(valued(end, angry).business.lifetimeValueCents - worse)).toBeLessThanOrEqual(1)
    expect(worse).toBeLessThan(lifetimeValueCents)
  })

  it('costs the minutes, a human contact when reopened or handed on, and the links sent', () => {
    const [ticket] = end.world.tickets
    const alone = { reopened: false, escalatedTo: null }
    const minutes = Math.round(25 * ticket!.record.minutes)
    expect(valued(end, alone).business.costToServeCents).toBe(minutes)
    expect(valued(end, { ...alone, reopened: true }).business.costToServeCents).toBe(minutes + 800)
    expect(valued(end, { reopened: true, escalatedTo: 'billing' }).business.costToServeCents).toBe(
      minutes + 1600,
    )
    const [sent] = ['expired-card-v1', 'payment-failed-v1', 'lost-invoice-v1']
      .filter(id => catalogue.scenarios.some(each => each.id === id))
      .map(id => playbook(id))
      .filter(({ world }) => world.tickets[0]!.record.done.payment_link > 0)
    const { record, hidden } = sent!.world.tickets[0]!
    const contacts = (hidden.reopened ? 1 : 0) + (hidden.escalatedTo === null ? 0 : 1)
    expect(sent!.report.business.costToServeCents).toBe(
      Math.round(25 * record.minutes) + 800 * contacts + 10 * record.done.payment_link,
    )
  })

  it('says where each rate comes from', () => {
    for (const { source } of Object.values(serviceRates)) expect(source).toMatch(/Gartner 2019|assumed/)
  })

  it('is resolved at first contact when it is resolved, not handed on and not reopened', () => {
    const first = { outcomeSettled: 'resolved', reopened: false, escalatedTo: null } as const
    const isFirst = (hidden: Partial<Hidden>) => valued(end, hidden).business.firstContactResolution
    expect(isFirst(first)).toBe(true)
    expect(isFirst({ ...first, outcomeSettled: 'partial' })).toBe(false)
    expect(isFirst({ ...first, reopened: true })).toBe(false)
    expect(isFirst({ ...first, escalatedTo: 'billing' })).toBe(false)
  })
})

describe('money in the business row', () => {
  it('counts a refund that leaks: all of it paid, what is beyond the entitlement leaked', () => {
    const { report, world } = settled('duplicate-charge-v1', {
      policy: policyNamed('refund-all').make(7),
      seed: 7,
    })
    const paid = world.books.refunds.filter(
      ({ createdAtMs, status }) => createdAtMs >= 0 && status === 'succeeded',
    )
    const refundsCents = paid.reduce((sum, { amountCents }) => sum + amountCents, 0)
    expect(report.business.refundsCents).toBe(refundsCents)
    expect(report.leakedCents).toBeGreaterThan(0)
    expect(report.leakedCents).toBe(refundsCents - world.tickets[0]!.hidden.entitledCents)
  })

  it('counts no refund that the bank sent back', () => {
    const sentBack = end.world.books.refunds.map(each => ({ ...each, status: 'failed' as const }))
    expect(valued(end).business.refundsCents).toBeGreaterThan(0)
    expect(valued(end, {}, { refunds: sentBack }).business.refundsCents).toBe(0)
  })

  it('counts credit apart from refunds, and invoices taken back with it', () => {
    const [ticket] = end.world.tickets
    const credit = {
      ordinal: 0,
      customer: ticket!.customer,
      invoice: null,
      amountCents: 500,
      reason: 'goodwill',
      createdAtMs: 5,
    }
    const before = valued(end).business
    const after = valued(end, { voidedCents: 70 }, { credits: [...end.world.books.credits, credit] }).business
    expect(after.creditsCents).toBe(before.creditsCents + 570)
    expect(after.refundsCents).toBe(before.refundsCents)
  })
})

describe('a chargeback in the business row', () => {
  const chargedBack = Array.from({ length: 400 }, (_, seed) => seed)
    .map(seed =>
      settled('duplicate-charge-v1', { policy: policyNamed('promise-and-close').make(seed), seed }),
    )
    .filter(({ world }) => world.books.disputes.length > 0)

  it('costs $15 and the money, or nothing but the $15 when it is won after being countered', () => {
    const won = chargedBack.filter(({ world }) => world.books.disputes[0]!.status === 'won')
    const lost = chargedBack.filter(({ world }) => world.books.disputes[0]!.status === 'lost')
    expect(won.length).toBeGreaterThan(0)
    expect(lost.length).toBeGreaterThan(0)
    for (const { report } of won)
      expect(report.business).toMatchObject({ disputeFeesCents: 1500, disputeLossCents: 0 })
    for (const { report, world } of lost) {
      const { amountCents } = world.books.disputes[0]!
      expect(report.business).toMatchObject({ disputeFeesCents: 1500, disputeLossCents: amountCents })
    }
  })

  it('costs $15 more where it was countered and is not won', () => {
    const [lost] = chargedBack.filter(({ world }) => world.books.disputes[0]!.status === 'lost')
    const countered = { ...lost!.world.books.disputes[0]!, feeCents: 3000 }
    expect(valued(lost!, {}, { disputes: [countered] }).business.disputeFeesCents).toBe(3000)
  })

  it('does not count as lost twice what the agent conceded', () => {
    const [lost] = chargedBack.filter(({ world }) => world.books.disputes[0]!.status === 'lost')
    const { amountCents } = lost!.world.books.disputes[0]!
    expect(valued(lost!, { concededCents: amountCents }).business.disputeLossCents).toBe(0)
  })
})

it('the row has the written shape at every end: every scenario, honest, lavish and random', () => {
  for (const { id } of catalogue.scenarios) {
    for (const name of ['playbook', 'refund-all', 'random']) {
      for (const seed of [1, 2, 3]) {
        const { report } = settled(id, { policy: policyNamed(name).make(seed), seed })
        expect(() => Business.parse(report.business), `${id}, ${name}, seed ${seed}`).not.toThrow()
      }
    }
  }
})
