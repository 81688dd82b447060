import { describe, expect, it } from 'vitest'
import { invoiceTotals, type Operation } from '../../src/billing-mock/index.ts'
import { attach, openShop, refundOf, type Shop, subscribe } from './shop.ts'

type Note = Extract<Operation, { type: 'credit_note.create' }>

function note(change: Partial<Note>): Note {
  return {
    type: 'credit_note.create',
    invoice: 0,
    amountCents: 300,
    taxCents: 0,
    refundCents: 0,
    creditCents: 0,
    outOfBandCents: 0,
    reason: 'order_change',
    memo: '',
    ...change,
  }
}

/** Customer 0 bears 19 % and has paid $10 + $1.90 for the first period: invoice 0. */
function taxedShop(): Shop {
  const shop = openShop()
  shop.do({ type: 'tax_rate.create', name: 'VAT', basisPoints: 1900, country: 'DE' })
  shop.do({ type: 'tax_assignment.create', customer: 0, taxRate: 0 })
  subscribe(shop)
  return shop
}

describe('a credit note', () => {
  it('for the tax alone gives back the VAT that a valid tax id should have spared, and no revenue', () => {
    const shop = taxedShop()
    expect(shop.books.balances).toMatchObject({ Cash: 1190, Revenue: -1000, TaxPayable: -190 })
    shop.do({ type: 'tax_id.create', customer: 0, kind: 'eu_vat', value: 'DE123456789' })
    shop.do({ type: 'tax_id.verify', taxId: 0, valid: true })
    shop.do(note({ amountCents: 190, taxCents: 190, refundCents: 190 }))
    shop.live(11)
    expect(shop.books.refunds[0]).toMatchObject({ status: 'succeeded', amountCents: 190 })
    expect(shop.books.balances).toMatchObject({ Cash: 1000, Revenue: -1000, TaxPayable: 0 })
    expect(shop.refused(note({ amountCents: 1, taxCents: 1, refundCents: 1 })).message).toContain('tax left')
    shop.live(20)
    expect(invoiceTotals(shop.books, shop.books.invoices[1]!)).toMatchObject({
      taxCents: 0,
      totalCents: 1000,
    })
  })

  it('on a paid invoice goes back as refund, as credit and by another way, which sum to it', () => {
    const shop = openShop()
    subscribe(shop)
    const parts = { refundCents: 100, creditCents: 150, outOfBandCents: 50 }
    expect(shop.refused(note({ ...parts, outOfBandCents: 49 })).message).toBe(
      'The sum of refund amount, credit amount and out of band amount ($2.99) ' +
        'must equal the credit note amount ($3.00).',
    )
    shop.do(note(parts))
    expect(shop.books.creditNotes[0]).toMatchObject({ status: 'issued', refund: 0, credit: 0 })
    expect(shop.books.customers[0]!.balanceCents).toBe(-150)
    expect(shop.books.balances).toMatchObject({ Cash: 950, CustomerCredit: -150, RefundClearing: -100 })
    expect(shop.refused({ type: 'credit_note.void', creditNote: 0 }).message).toContain('open invoice')
  })

  it('and refunds together never exceed the invoice', () => {
    const shop = openShop()
    subscribe(shop)
    shop.do(note({ amountCents: 700, creditCents: 700 }))
    expect(shop.refused(refundOf(0, 400)).message).toContain('Only $3.00 of the invoice are left')
    shop.do(refundOf(0, 200))
    expect(shop.refused(note({ amountCents: 101, creditCents: 101 })).message).toContain(
      'left on the invoice ($1.00)',
    )
    shop.do(note({ amountCents: 100, outOfBandCents: 100 }))
    expect(shop.refused(refundOf(0, 1)).message).toContain('Only $0.00')
  })

  it('on an open invoice takes off what remains, and can be voided until it is paid', () => {
    const shop = taxedShop()
    attach(shop, 'declines')
    shop.pass(30)
    shop.do({ type: 'subscription.renew', subscription: 0 })
    shop.do(note({ invoice: 1, amountCents: 238, taxCents: 38 }))
    expect(shop.books.invoices[1]).toMatchObject({ status: 'open', remainingCents: 952 })
    shop.do({ type: 'credit_note.void', creditNote: 0 })
    expect(shop.books.invoices[1]!.remainingCents).toBe(1190)
    shop.refused({ type: 'credit_note.void', creditNote: 0 })
    expect(shop.refused(note({ invoice: 1, amountCents: 1191 })).message).toContain('($11.90)')
    shop.do(note({ invoice: 1, amountCents: 1190, taxCents: 190 }))
    expect(shop.books.invoices[1]!.status).toBe('paid')
    expect(shop.books.subscriptions[0]!.status).toBe('active')
    expect(shop.books.balances).toMatchObject({ Receivable: 0, Revenue: -1000, TaxPayable: -190 })
  })

  it('leaves an open invoice that can still be voided', () => {
    const shop = taxedShop()
    attach(shop, 'declines')
    shop.pass(30)
    shop.do({ type: 'subscription.renew', subscription: 0 })
    shop.do(note({ invoice: 1, amountCents: 238, taxCents: 38 }))
    shop.do({ type: 'invoice.void', invoice: 1 })
    expect(shop.books.balances).toMatchObject({ Receivable: 0, Revenue: -1000, TaxPayable: -190 })
  })
})
