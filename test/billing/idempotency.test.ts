import { describe, expect, it } from 'vitest'
import { apply, copyBooks, type Operation } from '../../src/billing-mock/index.ts'
import { attach, charge, openShop, refundOf, subscribe } from './shop.ts'

const context = { nowMs: 0, actor: 'agent', draw: () => 0.5 } as const

describe('an idempotency key', () => {
  it('answers a repeated request as the first time, and nothing happens again', () => {
    const shop = openShop()
    const paid = charge(shop, 1000)
    const keyed = { ...context, idempotencyKey: 'a' }
    const first = apply(shop.books, refundOf(paid, 400), keyed)
    const after = structuredClone(shop.books)
    const second = apply(shop.books, refundOf(paid, 400), { ...keyed, nowMs: 5000 })
    expect(first).toMatchObject({ ok: true, ordinal: 0, replayed: false })
    expect(second).toEqual({ ok: true, ordinal: 0, events: [], replayed: true })
    expect(shop.books).toEqual(after)
  })

  it.each<Operation>([
    refundOf(0, 400),
    { type: 'charge.create', customer: 0, paymentMethod: null, amountCents: 300 },
    { type: 'credit.apply', customer: 0, amountCents: 300, reason: 'goodwill' },
    { type: 'subscription.create', customer: 0, plan: 1, quantity: 1 },
    { type: 'subscription.cancel', subscription: 0, when: 'now' },
    { type: 'dispute.open', charge: 0, amountCents: null },
    {
      type: 'payment_intent.create',
      ...{ customer: 0, paymentMethod: null, amountCents: 300, capture: 'automatic', confirm: true },
    },
    {
      type: 'credit_note.create',
      ...{ invoice: 0, amountCents: 400, taxCents: 0, refundCents: 400, creditCents: 0, outOfBandCents: 0 },
      ...{ reason: 'duplicate', memo: '' },
    },
  ])('replays the same key of $type three times, and it happens once', operation => {
    const shop = openShop()
    subscribe(shop)
    const keyed = { ...context, idempotencyKey: 'a' }
    const first = apply(shop.books, operation, keyed)
    const after = structuredClone(shop.books)
    for (const nowMs of [0, 5000, 1e9]) {
      const again = apply(shop.books, operation, { ...keyed, nowMs })
      expect(again).toEqual({ ...first, events: [], replayed: true })
    }
    expect(first.ok).toBe(true)
    expect(shop.books).toEqual(after)
    for (const other of [
      { ...operation, type: 'customer.create' },
      { ...operation, extra: 1 },
    ]) {
      const refused = apply(shop.books, other as Operation, keyed)
      expect(refused).toMatchObject({ ok: false, error: { type: 'idempotency_error' }, replayed: false })
    }
    expect(shop.books).toEqual(after)
  })

  it('with other parameters is an error', () => {
    const shop = openShop()
    const paid = charge(shop, 1000)
    shop.do(refundOf(paid, 400), { idempotencyKey: 'a' })
    const error = shop.refused(refundOf(paid, 500), { idempotencyKey: 'a' })
    expect(error).toMatchObject({ type: 'idempotency_error', status: 400 })
    expect(shop.books.refunds).toHaveLength(1)
  })

  it('may be used again after a refusal, which executed nothing', () => {
    const shop = openShop()
    const paid = charge(shop, 1000)
    shop.refused(refundOf(paid, 1500), { idempotencyKey: 'a' })
    expect(shop.books.answers).toEqual([])
    shop.do(refundOf(paid, 500), { idempotencyKey: 'a' })
  })

  it('keeps the answer of a bank that declined, until another key is used', () => {
    const shop = openShop()
    attach(shop, 'declines')
    const buy = { type: 'charge.create', customer: 0, paymentMethod: null, amountCents: 100 } as const
    expect(shop.refused(buy, { idempotencyKey: 'a' }).code).toBe('card_declined')
    attach(shop, 'normal')
    expect(shop.refused(buy, { idempotencyKey: 'a' }).code).toBe('card_declined')
    shop.do(buy, { idempotencyKey: 'b' })
  })

  it('reaches nothing but the answers', () => {
    const { books } = openShop()
    const one = copyBooks(books)
    const other = copyBooks(books)
    const buy = { type: 'charge.create', customer: 0, paymentMethod: null, amountCents: 100 } as const
    const first = apply(one, buy, { ...context, idempotencyKey: 'one key' })
    const second = apply(other, buy, { ...context, idempotencyKey: 'another key' })
    expect(first).toEqual(second)
    expect({ ...one, answers: [] }).toEqual({ ...other, answers: [] })
    expect(JSON.stringify({ ...one, answers: [] })).not.toContain('one key')
  })
})
