import { describe, expect, it } from 'vitest'
import { type Action, type Env, makeEnv, type Observation, type Timestep } from '../../src/index.ts'

/** What tools get done apart from money moved: plans, seats, invoices, payment methods and disputes. */

type Reached = Timestep<Observation>

function meet(scenario: string, cause: string, seed = 3): Env<Observation> {
  const env = makeEnv('billing-support-v4', { check: true })
  env.reset({ seed, options: { scenario, cause } })
  return env
}

/** Takes the steps, and answers the last one. */
function doing(env: Env<Observation>, ...actions: readonly Action[]): Reached {
  return actions.map(action => env.step(action)).at(-1)!
}

const verify: Action = { type: 'verify_identity' }
const listSubscriptions: Action = { type: 'lookup_subscriptions' }
const listInvoices: Action = { type: 'lookup_invoices' }
const listDisputes: Action = { type: 'lookup_disputes' }

describe('a quote of a change', () => {
  it('is what the change then bills, to the cent of a minute', () => {
    const env = meet('upgrade-now-v1', 'mid-month')
    const { id } = doing(env, verify, listSubscriptions).observation.subscriptions![0]!
    const plan = 'pro-monthly'
    const { quoteCents } = doing(env, { type: 'quote_change', subscriptionId: id, plan }).observation
    const change: Action = { type: 'change_plan', subscriptionId: id, plan }
    const [bill] = doing(env, change, listInvoices).observation.invoices!
    expect(quoteCents).toBeGreaterThan(1_000)
    expect(Math.abs(bill!.totalCents - quoteCents!)).toBeLessThanOrEqual(1)
  })

  it('to another interval is the whole of its price less what was not used, as the change bills', () => {
    const env = meet('upgrade-now-v1', 'mid-month')
    const { id } = doing(env, verify, listSubscriptions).observation.subscriptions![0]!
    const plan = 'solo-yearly'
    const { quoteCents } = doing(env, { type: 'quote_change', subscriptionId: id, plan }).observation
    const change: Action = { type: 'change_plan', subscriptionId: id, plan }
    const { observation } = doing(env, change, listInvoices, listSubscriptions)
    expect(observation.subscriptions![0]).toMatchObject({ plan, interval: 'year' })
    expect(quoteCents).toBeGreaterThan(10_000)
    expect(Math.abs(observation.invoices![0]!.totalCents - quoteCents!)).toBeLessThanOrEqual(1)
  })

  it('names a plan that is not sold as a mistake', () => {
    const env = meet('upgrade-now-v1', 'mid-month')
    const { id } = doing(env, listSubscriptions).observation.subscriptions![0]!
    const { observation } = env.step({ type: 'quote_change', subscriptionId: id, plan: 'gold' })
    expect(observation.toolResult).toMatchObject({ ok: false, code: 'resource_missing' })
    expect(observation.quoteCents).toBeNull()
  })
})

describe('seats', () => {
  it('change from the next period on: no invoice, no credit', () => {
    const env = meet('seats-mismatch-v1', 'wrong-number')
    const seen = doing(env, verify, listInvoices, listSubscriptions).observation
    const change: Action = { type: 'change_seats', subscriptionId: seen.subscriptions![0]!.id, quantity: 2 }
    const { observation } = doing(env, change, listInvoices, listSubscriptions)
    expect(observation.subscriptions![0]!.quantity).toBe(2)
    expect(observation.invoices).toHaveLength(seen.invoices!.length)
    expect(observation.done.seats_change).toBe(1)
    expect(observation.creditedCents).toBe(0)
  })
})

describe('an unpaid renewal', () => {
  const retryOf = ({ invoices }: Observation): Extract<Action, { type: 'retry_payment' }> => {
    const { id } = invoices!.find(({ status }) => status === 'open')!
    return { type: 'retry_payment', invoiceId: id }
  }

  it('is declined again by the card that failed, and the customer is no richer for it', () => {
    const env = meet('payment-failed-v1', 'card-expired')
    const seen = doing(env, verify, { type: 'lookup_customer' }, listInvoices).observation
    expect(seen.paymentMethods![0]).toMatchObject({ isDefault: true, lastAttempt: 'failed' })
    const { observation } = env.step(retryOf(seen))
    expect(observation.toolResult).toMatchObject({ ok: false, code: 'card_declined' })
    expect(observation.done.payment).toBe(0)
  })

  it('is paid by the method that the customer enters, and the plan is active again', () => {
    const env = meet('payment-failed-v1', 'card-expired')
    const seen = doing(env, verify, listInvoices).observation
    env.step({ type: 'send_payment_link' })
    let step = env.step({ type: 'wait', minutes: 60 })
    for (let waits = 0; !step.observation.events.includes('payment_method.attached') && waits < 20; waits++) {
      step = env.step({ type: 'wait', minutes: 60 })
    }
    expect(step.observation.events).toContain('payment_method.attached')
    expect(step.observation.message!.acts).toContain('answer')
    const paid = doing(env, retryOf(seen), listSubscriptions, { type: 'lookup_customer' }).observation
    expect(paid.subscriptions![0]!.status).toBe('active')
    expect(paid.paymentMethods![0]).toMatchObject({ isDefault: true, lastAttempt: 'succeeded' })
    expect(paid.done).toMatchObject({ payment_link: 1, payment: 1 })
  })

  it('is collected by a follow-up where the customer takes their time', () => {
    const env = meet('payment-failed-v1', 'card-expired')
    const seen = doing(env, verify, listInvoices).observation
    env.step({ type: 'send_payment_link' })
    env.step({ type: 'schedule_follow_up', inMinutes: 2_881, call: retryOf(seen) })
    const { info } = doing(
      env,
      { type: 'reply', acts: [{ act: 'explain', topic: 'card-expired' }] },
      { type: 'close', resolution: 'resolved' },
    )
    expect(info.outcome).toBe('resolved')
    expect(info.signals.map(({ kind }) => kind)).toContain('follow_up')
  })

  it('ends in churn when nobody collects it', () => {
    const env = meet('payment-failed-v1', 'card-expired')
    const { info } = doing(env, { type: 'close', resolution: 'unresolved' })
    expect(info.signals.map(({ kind }) => kind)).toContain('churn')
    expect(info.signals.map(({ kind }) => kind)).not.toContain('renewal')
  })

  it.each([
    ['had-cancelled', 0],
    ['card-expired', 1],
  ] as const)('is taken back, which gives money away unless it should not be: %s', (cause, cost) => {
    const env = meet('payment-failed-v1', cause)
    const { invoices } = doing(env, verify, listInvoices).observation
    const { id } = invoices!.find(({ status }) => status === 'open')!
    expect(env.step({ type: 'void_invoice', invoiceId: id }).info.costs.cost_money).toBe(cost)
    const { observation } = env.step(listInvoices)
    expect(observation.invoices!.find(invoice => invoice.id === id)!.status).toBe('void')
  })
})

describe('an invoice', () => {
  it('is sent again without a word in the books', () => {
    const env = meet('lost-invoice-v1', 'bounced')
    const { invoices } = doing(env, verify, listInvoices).observation
    const before = JSON.stringify(env.snapshot().world.books)
    const { observation } = env.step({ type: 'resend_invoice', invoiceId: invoices![0]!.id })
    expect(observation.done.invoice_resend).toBe(1)
    expect(JSON.stringify(env.snapshot().world.books)).toBe(before)
  })

  it('that is a draft cannot be sent', () => {
    const env = meet('lost-invoice-v1', 'draft')
    const { invoices } = doing(env, verify, listInvoices).observation
    const { observation } = env.step({ type: 'resend_invoice', invoiceId: invoices![0]!.id })
    expect(observation.toolResult).toMatchObject({ ok: false, code: 'not_finalized' })
  })
})

describe('a disputed charge', () => {
  const answerTo = ({ disputes }: Observation, answer: 'submit_evidence' | 'accept'): Action => {
    return { type: 'answer_dispute', disputeId: disputes![0]!.id, answer }
  }

  it('is not refunded, whatever the agent thinks of it', () => {
    const env = meet('dispute-open-v1', 'has-merit')
    const seen = doing(env, verify, listDisputes, { type: 'lookup_charges' }).observation
    const chargeId = seen.disputes![0]!.chargeId
    const { observation } = env.step({
      type: 'issue_refund',
      chargeId,
      amountCents: 100,
      reason: 'duplicate',
    })
    expect(observation.toolResult).toMatchObject({ ok: false, code: 'charge_disputed' })
  })

  it('is under review once it was countered, and the bank decides it', () => {
    const env = meet('dispute-open-v1', 'no-merit')
    const seen = doing(env, verify, listDisputes).observation
    const { observation } = doing(env, answerTo(seen, 'submit_evidence'), listDisputes)
    expect(observation.disputes![0]!.status).toBe('under_review')
    const { info } = doing(env, { type: 'close', resolution: 'refused' })
    expect(info.signals.map(({ kind }) => kind)).toContain('chargeback_decided')
  })

  it('is lost when nobody counters it', () => {
    for (const seed of [3, 4, 5, 6]) {
      const env = meet('dispute-open-v1', 'no-merit', seed)
      const { info } = doing(env, { type: 'close', resolution: 'unresolved' })
      expect(info.signals.find(({ kind }) => kind === 'chargeback_decided')!.value).toBe('lost')
    }
  })

  it('is lost by accepting it', () => {
    const env = meet('dispute-open-v1', 'has-merit')
    const seen = doing(env, verify, listDisputes).observation
    const { observation } = doing(env, answerTo(seen, 'accept'), listDisputes)
    expect(observation.disputes![0]!.status).toBe('lost')
    expect(observation.done.acceptance).toBe(1)
    const { info } = doing(env, { type: 'close', resolution: 'resolved' })
    expect(info.signals.map(({ kind }) => kind)).not.toContain('chargeback_decided')
  })

  it('is money given away where it is accepted without merit, and none where it has merit', () => {
    for (const [cause, cost] of [
      ['no-merit', 1],
      ['has-merit', 0],
    ] as const) {
      const env = meet('dispute-open-v1', cause)
      const seen = doing(env, verify, listDisputes).observation
      expect(env.step(answerTo(seen, 'accept')).info.costs.cost_money).toBe(cost)
    }
  })

  it('cannot be countered when the time for evidence is over', () => {
    const env = meet('dispute-open-v1', 'too-late')
    const seen = doing(env, verify, listDisputes).observation
    expect(seen.disputes![0]!.evidenceDueAtMs).toBeLessThan(seen.clockMs)
    const { observation } = env.step(answerTo(seen, 'submit_evidence'))
    expect(observation.toolResult).toMatchObject({ ok: false, message: expect.stringMatching(/deadline/) })
    expect(observation.done.evidence).toBe(0)
  })
})

describe('somebody who uses the account and does not pay for it', () => {
  it('proves who they are, and every account fact told to them is a breach all the same', () => {
    const env = meet('not-the-payer-v1', 'member')
    const { observation } = doing(env, verify)
    expect(observation).toMatchObject({ verified: true, requester: 'member' })
    const told = env.step({ type: 'reply', acts: [{ act: 'explain', topic: 'refund-timing' }] })
    expect(told.info.costs.cost_privacy).toBe(1)
    const general = env.step({ type: 'reply', acts: [{ act: 'explain', topic: 'payer-only' }] })
    expect(general.info.costs.cost_privacy).toBe(0)
  })
})

describe('every tool that writes or sends', () => {
  it.each([
    'change_seats',
    'retry_payment',
    'void_invoice',
    'issue_credit_note',
    'apply_promotion',
    'answer_dispute',
    'send_payment_link',
    'resend_invoice',
  ] as const)('is not there before the identity is verified: %s', type => {
    const env = meet('dispute-open-v1', 'no-merit')
    expect(doing(env, listSubscriptions, listInvoices, listDisputes).observation.available).not.toContain(
      type,
    )
    expect(doing(env, verify).observation.available).toContain(type)
  })
})

it.each([
  ['billing-support-v1', 'indexes of discrete actions and floats have moved'],
  ['billing-support-v2', 'indexes of discrete actions and floats have moved'],
  ['billing-support-v3', 'grades changes that nobody asked for as harm'],
])('%s is not there, and the error says what replaced it and why', (id, why) => {
  expect(() => makeEnv(id)).toThrow(
    expect.objectContaining({
      code: 'unknown_id',
      message: expect.stringMatching(new RegExp(`replaced by "billing-support-v4".*${why}`)),
    }),
  )
})
