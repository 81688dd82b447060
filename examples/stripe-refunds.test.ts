import Stripe from 'stripe'
import {
  inProcessClient,
  type ScenarioBackendOptions,
  type StripeBackend,
  scenarioBackend,
} from 'supportgym/stripe'
import { describe, expect, test } from 'vitest'
import { refundDuplicate } from './stripe-refunds.ts'

const DAY_MS = 86_400_000

/** The account of a customer who says "I was charged twice", and the production code's own client on it. */
function open(options: Omit<ScenarioBackendOptions, 'scenario'>) {
  const backend = scenarioBackend({ scenario: 'duplicate-charge-v1', ...options })
  const stripe = new Stripe('sk_test_any', { httpClient: inProcessClient(backend), maxNetworkRetries: 2 })
  return { backend, stripe }
}

async function emailIn(stripe: Stripe): Promise<string> {
  return (await stripe.customers.list()).data[0]!.email!
}

const refundedCents = ({ books }: StripeBackend) => books.refunds.map(({ amountCents }) => amountCents)

describe('the refund code, on a simulated account', () => {
  test('gives back the second payment of what was really taken twice', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const { backend, stripe } = open({ seed, cause: 'duplicate-capture' })
      const outcome = await refundDuplicate(stripe, await emailIn(stripe))
      const extra = backend.books.charges.at(-1)!
      expect(outcome).toMatchObject({ kind: 'refunded', refund: { amount: extra.capturedCents } })
      expect(backend.books.refunds).toMatchObject([{ charge: extra.ordinal, reason: 'duplicate' }])
    }
  })

  test.each(['authorization-hold', 'two-subscriptions'])(
    'moves no money when it was a case of %s',
    async cause => {
      const { backend, stripe } = open({ seed: 7, cause })
      expect(await refundDuplicate(stripe, await emailIn(stripe))).toEqual({ kind: 'nothing_twice' })
      expect(refundedCents(backend)).toEqual([])
    },
  )

  test('refunds once when the answer is lost, and once when it is run again, at once or days later', async () => {
    let isFirst = true
    const { backend, stripe } = open({
      seed: 7,
      cause: 'duplicate-capture',
      faults({ path }) {
        const isLost = path === '/v1/refunds' && isFirst
        if (isLost) isFirst = false
        return isLost ? { kind: 'timeout_after_commit' } : null
      },
    })
    const email = await emailIn(stripe)
    const { refund } = (await refundDuplicate(stripe, email)) as { refund: Stripe.Refund }
    for (const days of [0, 2, 30]) {
      backend.advanceTo(backend.nowMs + days * DAY_MS)
      expect(await refundDuplicate(stripe, email)).toMatchObject({ refund: { id: refund.id } })
    }
    expect(refundedCents(backend)).toEqual([refund.amount])
    expect((await stripe.refunds.retrieve(refund.id)).status).toBe('succeeded')
  })

  test('does nothing for an unknown address', async () => {
    const { backend, stripe } = open({ seed: 7, cause: 'duplicate-capture' })
    expect(await refundDuplicate(stripe, 'nobody@example.com')).toEqual({ kind: 'unknown_customer' })
    expect(refundedCents(backend)).toEqual([])
  })
})
