import { describe, expect, it } from 'vitest'
import type { Operation } from '../../src/billing-mock/index.ts'
import { charge, openShop, refundOf } from './shop.ts'

const respond: Operation = { type: 'dispute.respond', dispute: 0 }
const close = (won: boolean): Operation => ({ type: 'dispute.close', dispute: 0, won })

function disputed() {
  const shop = openShop()
  const paid = charge(shop, 5000)
  const dispute = shop.do({ type: 'dispute.open', charge: paid, amountCents: null })
  return { shop, paid, dispute }
}

describe('a dispute', () => {
  it('takes the amount and a fee of $15 at once', () => {
    const { shop } = disputed()
    expect(shop.books.balances).toMatchObject({ Cash: -1500, DisputeHold: 5000, Fees: 1500, Revenue: -5000 })
  })

  it('forbids a refund of its charge', () => {
    const { shop, paid } = disputed()
    expect(shop.refused(refundOf(paid))).toMatchObject({
      code: 'charge_disputed',
      status: 400,
      message: 'Charge {charge:0} has been charged back; cannot issue a refund.',
    })
  })

  it.each([
    ['opened', 'charge_disputed', [] as Operation[]],
    ['countered', 'charge_disputed', [respond]],
    ['lost without evidence', 'charge_disputed', [close(false)]],
    ['lost with it', 'charge_disputed', [respond, close(false)]],
    ['won', null, [respond, close(true)]],
  ])('decides on a refund after the dispute was %s', (_how, code, course) => {
    const { shop, paid } = disputed()
    for (const step of course) shop.do(step)
    if (code === null) expect(shop.do(refundOf(paid))).toBe(0)
    else expect(shop.refused(refundOf(paid)).code).toBe(code)
    expect(shop.books.charges[paid]!.refundedCents).toBe(code === null ? 5000 : 0)
  })

  it('is refused after a refund of all, and reaches what a refund that fails later gives free', () => {
    const shop = openShop()
    const paid = charge(shop, 5000)
    shop.do(refundOf(paid))
    const open: Operation = { type: 'dispute.open', charge: paid, amountCents: null }
    expect(shop.refused(open).code).toBe('charge_already_refunded')
    shop.do({ type: 'refund.fail_late', refund: 0 })
    shop.do(open)
    expect(shop.books.disputes[0]!.amountCents).toBe(5000)
    expect(shop.refused(refundOf(paid)).code).toBe('charge_disputed')
  })

  it('that is lost undoes the sale, keeps the fee and forbids refunds for good', () => {
    const { shop, paid, dispute } = disputed()
    shop.do({ type: 'dispute.close', dispute, won: false })
    expect(shop.books.balances).toMatchObject({ Cash: -1500, DisputeHold: 0, Fees: 1500, Revenue: 0 })
    expect(shop.refused(refundOf(paid)).code).toBe('charge_disputed')
    expect(shop.refused({ type: 'dispute.respond', dispute }).message).toContain('status of lost')
  })

  it('that is countered and won gives the amount and the second fee back, and allows refunds', () => {
    const { shop, paid, dispute } = disputed()
    shop.do({ type: 'dispute.respond', dispute })
    expect(shop.books.balances.Fees).toBe(3000)
    shop.do({ type: 'dispute.close', dispute, won: true })
    expect(shop.books.balances).toMatchObject({ Cash: 3500, DisputeHold: 0, Fees: 1500, Revenue: -5000 })
    shop.do(refundOf(paid))
  })

  it('that is countered and lost costs both fees', () => {
    const { shop, dispute } = disputed()
    shop.do({ type: 'dispute.respond', dispute })
    shop.do({ type: 'dispute.close', dispute, won: false })
    expect(shop.books.balances).toMatchObject({ Cash: -3000, Fees: 3000, Revenue: 0 })
  })

  it('cannot be won without evidence, nor countered twice', () => {
    const { shop, dispute } = disputed()
    expect(shop.refused({ type: 'dispute.close', dispute, won: true }).message).toBe(
      'This dispute could not be won because it has a status of needs_response.',
    )
    shop.do({ type: 'dispute.respond', dispute })
    expect(shop.refused({ type: 'dispute.respond', dispute }).message).toContain('status of under_review')
  })

  it('needs money that was captured and not refunded', () => {
    const shop = openShop()
    const open = { type: 'dispute.open', amountCents: null } as const
    const hold = shop.do({ type: 'charge.authorize', customer: 0, paymentMethod: null, amountCents: 500 })
    expect(shop.refused({ ...open, charge: hold }).message).toContain('status of authorized')
    const paid = charge(shop, 5000)
    shop.do(refundOf(paid))
    expect(shop.refused({ ...open, charge: paid }).code).toBe('charge_already_refunded')
  })

  it('reaches no money that was refunded, and no charge twice', () => {
    const shop = openShop()
    const paid = charge(shop, 5000)
    shop.do(refundOf(paid, 4000))
    const open = (amountCents: number | null) =>
      ({ type: 'dispute.open', charge: paid, amountCents }) as const
    expect(shop.refused(open(1001)).code).toBe('amount_too_large')
    expect(shop.refused(open(0)).code).toBe('parameter_invalid_integer')
    shop.do(open(1000))
    expect(shop.refused(open(null)).code).toBe('charge_disputed')
  })
})
