import { describe, expect, it } from 'vitest'
import {
  copyBooks,
  emptyBooks,
  preview,
  upcomingInvoice,
  withAllTables,
  withoutEmptyTables,
} from '../../src/billing-mock/index.ts'
import { DAY_MS } from '../../src/core/clock.ts'
import { hashOf } from '../../src/core/hash.ts'
import { entries } from '../../src/core/log.ts'
import { openShop, type Shop, subscribe } from './shop.ts'

const context = { nowMs: 15 * DAY_MS, actor: 'agent', draw: () => 0.5 } as const
const readable = ({ books }: Shop) => JSON.stringify({ ...books, journal: entries(books.journal) })

describe('a preview', () => {
  it('of a change shows its proration, and changes nothing', () => {
    const shop = openShop()
    subscribe(shop)
    const before = readable(shop)
    const change = { type: 'subscription.change', subscription: 0, plan: 1, quantity: null } as const
    const seen = preview(shop.books, { ...change, proration: 'create_prorations' }, context)
    expect(seen.books.invoices[1]).toMatchObject({ status: 'draft', totalCents: 500 })
    expect(readable(shop)).toBe(before)
    shop.pass(15)
    shop.do({ ...change, proration: 'create_prorations' })
    expect(shop.books.invoices[1]).toEqual(seen.books.invoices[1])
  })

  it('of a credit note shows it or why not, and changes nothing', () => {
    const shop = openShop()
    subscribe(shop)
    const before = readable(shop)
    const note = {
      type: 'credit_note.create',
      invoice: 0,
      amountCents: 400,
      taxCents: 0,
      refundCents: 400,
      creditCents: 0,
      outOfBandCents: 0,
      reason: 'duplicate',
      memo: '',
    } as const
    expect(preview(shop.books, note, context).books.creditNotes).toHaveLength(1)
    expect(preview(shop.books, { ...note, amountCents: 1001 }, context).result.ok).toBe(false)
    expect(shop.books.creditNotes).toEqual([])
    expect(readable(shop)).toBe(before)
  })

  it('of the next invoice has what waits for it', () => {
    const shop = openShop()
    subscribe(shop)
    const item = { type: 'invoice_item.create', customer: 0, subscription: null } as const
    shop.do({ ...item, amountCents: 250, description: 'Setup' })
    expect(upcomingInvoice(shop.books, 0, context)).toMatchObject({ totalCents: 1250 })
    expect(shop.books.invoices).toHaveLength(1)
    expect(upcomingInvoice(shop.books, 9, context)).toMatchObject({ code: 'resource_missing' })
    shop.do({ type: 'subscription.cancel', subscription: 0, when: 'period_end' })
    expect(upcomingInvoice(shop.books, 0, context)).toMatchObject({ status: 400 })
  })
})

describe('a table that nobody has written to', () => {
  it('is no part of stored books, and is there again when they are read', () => {
    const shop = openShop()
    const stored = withoutEmptyTables(shop.books)
    expect(Object.keys(stored)).not.toContain('coupons')
    expect(withAllTables(stored)).toEqual(shop.books)
    shop.do({ type: 'product.create', name: 'App' })
    expect(withoutEmptyTables(shop.books).products).toHaveLength(1)
    expect(hashOf(withoutEmptyTables(withAllTables(stored)))).toBe(hashOf(stored))
  })

  it('is shared by all books and written to by none', () => {
    const shop = openShop()
    const copy = copyBooks(shop.books)
    expect(copy.products).toBe(emptyBooks().products)
    shop.do({ type: 'product.create', name: 'App' })
    expect(copy.products).toEqual([])
    expect(emptyBooks().products).toEqual([])
    const twin = copyBooks(shop.books)
    shop.do({ type: 'product.update', product: 0, name: 'Other', active: null })
    expect(twin.products[0]!.name).toBe('App')
  })

  it('is not shared when a refusal emptied it again', () => {
    const shop = openShop()
    shop.do({ type: 'payment_method.detach', paymentMethod: 0 })
    const started = {
      type: 'payment_intent.create',
      customer: 0,
      paymentMethod: null,
      amountCents: 1,
    } as const
    shop.refused({ ...started, capture: 'automatic', confirm: true })
    const copy = copyBooks(shop.books)
    shop.do({ ...started, capture: 'automatic', confirm: false })
    expect(copy.paymentIntents).toEqual([])
  })
})
