import { describe, expect, it } from 'vitest'
import { defaultTerms, itemsOf } from '../../src/billing-mock/index.ts'
import { runFixture } from '../../src/scenarios/fixture.ts'
import { Company, FixtureStep } from '../../src/scenarios/schema.ts'

const company = Company.parse({
  id: 'shop',
  currency: 'usd',
  plans: [
    { code: 'basic', name: 'Basic', unitCents: 1000, interval: 'month' },
    { code: 'seat', name: 'Seat', unitCents: 500, interval: 'month' },
    { code: 'storage', name: 'Storage', unitCents: 200, interval: 'month' },
  ],
  terms: {},
  generalTopics: [],
})

const run = (steps: readonly object[]) =>
  runFixture(
    steps.map(step => FixtureStep.parse(step)),
    { company, terms: defaultTerms, set: {} },
  )

describe('a fixture', () => {
  it('names plans in lists of items, and gives these no defaults of invoice lines', () => {
    const { books } = run([
      { at: '-20d', do: 'customer.create', as: 'customer' },
      { at: '-20d', do: 'payment_method.attach', with: { customer: 'customer' } },
      {
        at: '-20d',
        do: 'subscription.create',
        as: 'sub',
        with: {
          customer: 'customer',
          plan: 'basic',
          quantity: 1,
          furtherItems: [{ plan: 'seat', quantity: 3 }],
        },
      },
      {
        at: '-5d',
        do: 'subscription.update_items',
        with: {
          subscription: 'sub',
          changes: [
            { type: 'change', item: 0, plan: 'storage', quantity: null },
            { type: 'add', plan: 'seat', quantity: 2 },
          ],
          proration: 'none',
        },
      },
    ])
    expect(itemsOf(books, 0).map(({ plan, quantity }) => [plan.code, quantity])).toEqual([
      ['basic', 1],
      ['storage', 3],
      ['seat', 2],
    ])
  })
})
