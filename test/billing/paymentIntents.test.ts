import { describe, expect, it } from 'vitest'
import type { Operation, PaymentBehaviour } from '../../src/billing-mock/index.ts'
import { NEVER_MS } from '../../src/core/clock.ts'
import { attach, openShop, refundOf, type Shop } from './shop.ts'

/** A shop whose customer pays by a method that acts like this. */
function paying(behaviour: PaymentBehaviour): Shop {
  const shop = openShop()
  attach(shop, behaviour)
  return shop
}

function want(change: Partial<Extract<Operation, { type: 'payment_intent.create' }>> = {}): Operation {
  return {
    type: 'payment_intent.create',
    customer: 0,
    paymentMethod: null,
    amountCents: 1000,
    capture: 'automatic',
    confirm: true,
    ...change,
  }
}

const status = ({ books }: Shop) => books.paymentIntents[0]!.status

describe('a payment intent', () => {
  it('that is confirmed takes the money at once', () => {
    const shop = openShop()
    shop.do(want())
    expect(status(shop)).toBe('succeeded')
    expect(shop.books.charges[0]).toMatchObject({ status: 'succeeded', capturedCents: 1000 })
    expect(shop.books.balances).toMatchObject({ Cash: 1000, Revenue: -1000 })
  })

  it('waits for a method, then for its confirmation', () => {
    const shop = openShop()
    shop.do(want({ confirm: false }))
    expect(status(shop)).toBe('requires_payment_method')
    shop.do(want({ confirm: false, paymentMethod: 0 }))
    expect(shop.books.paymentIntents[1]!.status).toBe('requires_confirmation')
    shop.do({ type: 'payment_intent.confirm', paymentIntent: 1, paymentMethod: null })
    expect(shop.books.paymentIntents[1]!.status).toBe('succeeded')
  })

  it.each([
    ['declines', 'card_declined', 'generic_decline'],
    ['insufficient_funds', 'card_declined', 'insufficient_funds'],
    ['stolen', 'card_declined', 'stolen_card'],
    ['expired', 'expired_card', 'expired_card'],
  ] as const)('that a card that is %s declines asks for another method', (behaviour, code, declineCode) => {
    const shop = paying(behaviour)
    expect(shop.refused(want())).toMatchObject({ type: 'card_error', code, declineCode, status: 402 })
    expect(shop.books.paymentIntents[0]).toMatchObject({ status: 'requires_payment_method', declineCode })
    expect(shop.books.charges[0]!.status).toBe('failed')
    shop.do({ type: 'payment_intent.confirm', paymentIntent: 0, paymentMethod: 0 })
    expect(shop.books.paymentIntents[0]).toMatchObject({ status: 'succeeded', declineCode: null })
  })

  it('declined under a key answers the decline again, and tries nothing again', () => {
    const shop = paying('declines')
    shop.refused(want(), { idempotencyKey: 'a' })
    attach(shop, 'normal')
    expect(shop.refused(want(), { idempotencyKey: 'a' }).code).toBe('card_declined')
    expect(shop.books.paymentIntents).toHaveLength(1)
  })

  it.each([
    [true, 'succeeded'],
    [false, 'requires_payment_method'],
  ] as const)('asks the customer to authenticate (%s) and goes on to %s', (succeeded, reached) => {
    const shop = paying('requires_action')
    shop.do(want())
    expect(status(shop)).toBe('requires_action')
    expect(shop.books.charges).toEqual([])
    shop.do({ type: 'payment_intent.authenticate', paymentIntent: 0, succeeded })
    expect(status(shop)).toBe(reached)
  })

  it.each([
    ['bank_debit', 'succeeded'],
    ['late_decline', 'requires_payment_method'],
  ] as const)('by %s is under way for days, then %s', (behaviour, reached) => {
    const shop = paying(behaviour)
    shop.do(want())
    expect(status(shop)).toBe('processing')
    expect(shop.refused({ type: 'payment_intent.decide', paymentIntent: 0 }).message).toContain('not decided')
    expect(shop.refused({ type: 'payment_intent.cancel', paymentIntent: 0 }).message).toContain('processing')
    shop.live(1)
    expect(status(shop)).toBe('processing')
    shop.live(5)
    expect(status(shop)).toBe(reached)
    expect(shop.books.paymentIntents[0]!.decidesAtMs).toBe(NEVER_MS)
  })

  it('holds the money until it is captured, in part if so wanted, through the intent alone', () => {
    const shop = openShop()
    shop.do(want({ capture: 'manual' }))
    expect(status(shop)).toBe('requires_capture')
    for (const type of ['charge.capture', 'charge.release'] as const) {
      expect(shop.refused({ type, charge: 0, amountCents: null }).message).toContain('{payment_intent:0}')
    }
    shop.refused({ type: 'payment_intent.capture', paymentIntent: 0, amountCents: 1001 })
    shop.do({ type: 'payment_intent.capture', paymentIntent: 0, amountCents: 600 })
    expect(status(shop)).toBe('succeeded')
    expect(shop.books.charges[0]!.capturedCents).toBe(600)
    expect(shop.refused(refundOf(0, 601)).message).toContain('($6.01) is greater')
  })

  it('lets the hold go when it is canceled, or after a week by itself', () => {
    for (const byHand of [true, false]) {
      const shop = openShop()
      shop.do(want({ capture: 'manual' }))
      if (byHand) shop.do({ type: 'payment_intent.cancel', paymentIntent: 0 })
      else shop.live(7)
      expect(status(shop)).toBe('canceled')
      expect(shop.books.charges[0]!.status).toBe('released')
    }
  })

  it.each(['normal', 'requires_action'] as const)(
    'takes no money of a %s method that was detached',
    behaviour => {
      const shop = openShop()
      const method = attach(shop, behaviour)
      const confirm = behaviour === 'requires_action'
      shop.do(want({ paymentMethod: method, confirm }))
      shop.do({ type: 'payment_method.detach', paymentMethod: method })
      const go: Operation = confirm
        ? { type: 'payment_intent.authenticate', paymentIntent: 0, succeeded: true }
        : { type: 'payment_intent.confirm', paymentIntent: 0, paymentMethod: null }
      expect(shop.refused(go).message).toContain('is not attached to customer')
      expect(shop.books.charges).toEqual([])
      expect(shop.books.paymentIntents[0]!.status).toBe(confirm ? 'requires_action' : 'requires_confirmation')
    },
  )

  it('without a method that is attached is refused without a trace', () => {
    const shop = openShop()
    shop.do({ type: 'payment_method.detach', paymentMethod: 0 })
    expect(shop.refused(want()).message).toContain('no attached payment method')
    expect(shop.refused(want({ paymentMethod: 0 })).message).toContain('is not attached')
    expect(shop.books.paymentIntents).toEqual([])
  })
})
