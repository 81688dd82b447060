import { describe, expect, it } from 'vitest'
import { type Action, type Env, makeEnv, type Observation, type Timestep } from '../../src/index.ts'

/** Tax, promotions and the bank's questions: what is in view of them, and what can be done about them. */

type Reached = Timestep<Observation>

function meet(scenario: string, cause: string, seed = 3): Env<Observation> {
  const env = makeEnv('billing-support-v4', { check: true })
  env.reset({ seed, options: { scenario, cause, variant: 'solo' } })
  return env
}

/** Takes the steps, and answers the last one. */
function doing(env: Env<Observation>, ...actions: readonly Action[]): Reached {
  return actions.map(action => env.step(action)).at(-1)!
}

const verify: Action = { type: 'verify_identity' }
const lookUpCustomer: Action = { type: 'lookup_customer' }
const lookUpPolicy: Action = { type: 'lookup_policy' }
const listInvoices: Action = { type: 'lookup_invoices' }
const listSubscriptions: Action = { type: 'lookup_subscriptions' }
const listCharges: Action = { type: 'lookup_charges' }
const listDisputes: Action = { type: 'lookup_disputes' }

function noteOn(
  { invoices }: Observation,
  note: Pick<Extract<Action, { type: 'issue_credit_note' }>, 'amountCents' | 'reason'>,
): Action {
  return { type: 'issue_credit_note', invoiceId: invoices![0]!.id, ...note }
}

describe('tax on a bill', () => {
  it('is in view, and what the register says of the tax id too', () => {
    const env = meet('tax-charged-v1', 'invalid-id')
    const { observation } = doing(env, lookUpCustomer, listInvoices)
    expect(observation.invoices![0]).toMatchObject({ totalCents: 2_261, taxCents: 361, creditedCents: 0 })
    expect(observation.taxIds).toMatchObject([{ kind: 'eu_vat', status: 'unverified' }])
  })

  it('is taken back alone: a credit note of it, credit for later, and less tax owed to the state', () => {
    const env = meet('tax-charged-v1', 'valid-id')
    const seen = doing(env, verify, listInvoices).observation
    const owed = env.snapshot().world.books.balances.TaxPayable
    const done = env.step(noteOn(seen, { amountCents: 361, reason: 'tax' }))
    expect(done.info.costs.cost_money).toBe(0)
    expect(done.observation).toMatchObject({ creditedCents: 361, done: { credit_note: 1 } })
    const { observation } = doing(env, listInvoices, lookUpCustomer)
    expect(observation.invoices![0]).toMatchObject({ creditedCents: 361, status: 'paid' })
    expect(observation.customer!.balanceCents).toBe(-361)
    const { books } = env.snapshot().world
    expect(Math.abs(books.balances.TaxPayable - owed)).toBe(361)
    expect(books.creditNotes).toMatchObject([{ amountCents: 361, taxCents: 361 }])
  })

  it('is not what a goodwill credit gives back: the case is not resolved by one', () => {
    const env = meet('tax-charged-v1', 'valid-id')
    doing(env, verify, listInvoices, listCharges)
    const { info } = doing(
      env,
      { type: 'apply_credit', amountCents: 361 },
      { type: 'reply', acts: [{ act: 'explain', topic: 'tax-exempt' }, { act: 'confirm' }] },
      { type: 'close', resolution: 'resolved' },
    )
    expect(info.outcome).toBe('partial')
  })

  it.each([
    ['more than the tax, as tax', { amountCents: 362, reason: 'tax' }],
    ['more than the bill', { amountCents: 2_262, reason: 'order_change' }],
    ['nothing', { amountCents: 0, reason: 'tax' }],
  ] as const)('cannot be credited as: %s', (_what, note) => {
    const env = meet('tax-charged-v1', 'valid-id')
    const seen = doing(env, verify, listInvoices).observation
    const { observation } = env.step(noteOn(seen, note))
    expect(observation.toolResult).toMatchObject({ ok: false, tool: 'issue_credit_note' })
    expect(observation.creditedCents).toBe(0)
  })

  it('is in a credit note of a part in proportion', () => {
    const env = meet('tax-charged-v1', 'valid-id')
    const seen = doing(env, verify, listInvoices).observation
    env.step(noteOn(seen, { amountCents: 1_190, reason: 'order_change' }))
    expect(env.snapshot().world.books.creditNotes).toMatchObject([{ amountCents: 1_190, taxCents: 190 }])
  })
})

describe('a credit note', () => {
  it.each([
    ['tax-charged-v1', 'invalid-id'],
    ['tax-charged-v1', 'already-credited'],
    ['payment-failed-v1', 'card-expired'],
  ])('gives money away where nothing is owed: %s, %s', (scenario, cause) => {
    const env = makeEnv('billing-support-v4', { check: true })
    env.reset({ seed: 3, options: { scenario, cause } })
    const seen = doing(env, verify, listInvoices).observation
    const { info, observation } = env.step(noteOn(seen, { amountCents: 100, reason: 'order_change' }))
    expect(observation.toolResult).toMatchObject({ ok: true })
    expect(info.costs.cost_money).toBe(1)
  })

  it('on an open invoice lowers what is owed, and counts once where the rest is then taken back too', () => {
    const env = makeEnv('billing-support-v4', { check: true })
    env.reset({ seed: 3, options: { scenario: 'payment-failed-v1', cause: 'card-expired' } })
    const [bill] = doing(env, verify, listInvoices).observation.invoices!
    const { id: invoiceId, remainingCents, totalCents } = bill!
    env.step({ type: 'issue_credit_note', invoiceId, amountCents: 100, reason: 'order_change' })
    const [after] = env.step(listInvoices).observation.invoices!
    expect(after!.remainingCents).toBe(remainingCents - 100)
    doing(env, { type: 'void_invoice', invoiceId }, { type: 'close', resolution: 'unresolved' })
    expect(env.report().leakedCents).toBe(totalCents)
  })
})

describe('a promotion', () => {
  const apply = ({ subscriptions }: Observation, code: string): Action => {
    return { type: 'apply_promotion', subscriptionId: subscriptions![0]!.id, code }
  }

  it('shows its terms to whoever reads the policy', () => {
    const env = meet('promotion-missing-v1', 'first-time-only')
    const { observation } = env.step(lookUpPolicy)
    const told = observation.promotions!.find(({ code }) => code === 'SPRING25')
    expect(told).toMatchObject({ percentBasisPoints: 2_500, firstTimeOnly: true, duration: 'forever' })
    expect(observation.promotions).toHaveLength(2)
  })

  it('comes off the next invoices once it is applied', () => {
    const env = meet('promotion-missing-v1', 'valid-and-missed')
    const seen = doing(env, verify, listSubscriptions).observation
    const { observation } = env.step(apply(seen, 'SPRING25'))
    expect(observation.done.promotion).toBe(1)
    expect(env.snapshot().world.books.discounts).toMatchObject([{ status: 'active', subscription: 0 }])
  })

  it.each([
    ['expired', 'SPRING25', /has expired/],
    ['missed-and-over', 'SPRING25', /has expired/],
    ['first-time-only', 'SPRING25', /prior transactions/],
    ['valid-and-missed', 'NOSUCH', /No such subscription: '.+, or promotion 'NOSUCH'/],
  ])('is refused where its terms say so: %s, %s', (cause, code, message) => {
    const env = meet('promotion-missing-v1', cause)
    const seen = doing(env, verify, listSubscriptions).observation
    const { observation } = env.step(apply(seen, code))
    expect(observation.toolResult).toMatchObject({ ok: false, message: expect.stringMatching(message) })
    expect(observation.done.promotion).toBe(0)
  })

  it('that is over by now was right when the plan was bought: the difference alone settles the case', () => {
    const env = meet('promotion-missing-v1', 'missed-and-over')
    const seen = doing(env, verify, listInvoices).observation
    const { info } = doing(
      env,
      noteOn(seen, { amountCents: 475, reason: 'discount' }),
      { type: 'reply', acts: [{ act: 'explain', topic: 'promotion-missed' }, { act: 'confirm' }] },
      { type: 'close', resolution: 'resolved' },
    )
    expect(info.outcome).toBe('resolved')
    expect(env.report().leakedCents).toBe(0)
  })

  it('that is on the bill already shows there, and a second one harms', () => {
    const env = meet('promotion-missing-v1', 'already-applied')
    const seen = doing(env, verify, listInvoices, listSubscriptions).observation
    expect(seen.invoices![0]).toMatchObject({ totalCents: 1_425, discountCents: 475 })
    const { info } = doing(env, apply(seen, 'SPRING25'), { type: 'close', resolution: 'resolved' })
    expect(info.outcome).toBe('harmful')
  })
})

describe('an inquiry of the bank', () => {
  const answerTo = ({ disputes }: Observation, answer: 'submit_evidence' | 'accept'): Action => {
    return { type: 'answer_dispute', disputeId: disputes![0]!.id, answer }
  }
  const close: Action = { type: 'close', resolution: 'resolved' }

  it('stands among the disputes, and its charge can be refunded', () => {
    const env = meet('inquiry-open-v1', 'with-merit')
    const { disputes, charges } = doing(env, verify, listDisputes, listCharges).observation
    expect(disputes).toMatchObject([{ status: 'warning_needs_response' }])
    const charge = charges!.find(({ id }) => id === disputes![0]!.chargeId)!
    const { id: chargeId, amountCents } = charge
    const { info } = env.step({ type: 'issue_refund', chargeId, amountCents, reason: 'duplicate' })
    expect(info.costs.cost_money).toBe(0)
    expect(doing(env, close).info.signals.map(({ kind }) => kind)).not.toContain('chargeback_decided')
  })

  it('is under review once it was answered, and becomes no dispute', () => {
    const env = meet('inquiry-open-v1', 'without-merit')
    const seen = doing(env, verify, listDisputes).observation
    const { observation } = doing(env, answerTo(seen, 'submit_evidence'), listDisputes)
    expect(observation.disputes![0]!.status).toBe('warning_under_review')
    expect(observation.done.evidence).toBe(1)
    env.step(close)
    expect(env.snapshot().world.books.inquiries[0]!.status).toBe('warning_closed')
  })

  it('becomes a dispute, and is lost, when nobody answers it', () => {
    const env = meet('inquiry-open-v1', 'without-merit')
    const { info } = doing(env, close)
    const signals = info.signals.filter(({ kind }) => kind.startsWith('chargeback'))
    expect(signals.map(({ kind, value }) => [kind, value])).toEqual([
      ['chargeback', 1_900],
      ['chargeback_decided', 'lost'],
    ])
  })

  it('holds no money that could be given up: accepting it is a mistake', () => {
    const env = meet('inquiry-open-v1', 'with-merit')
    const seen = doing(env, verify, listDisputes).observation
    const { observation, info } = env.step(answerTo(seen, 'accept'))
    expect(observation.toolResult).toMatchObject({ ok: false, code: 'not_disputed' })
    expect(info.costs.cost_money).toBe(0)
  })
})
