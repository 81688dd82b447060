import type Stripe from 'stripe'
import { describe, expect, it } from 'vitest'
import { type Account, openAccount, refused, takeBooks } from './account.ts'

/** The account's customer with a draft of three items, to which a tax applies. */
async function openTaxed(
  inclusive: boolean,
  percentage = 10,
): Promise<Account & { readonly rate: string; readonly invoice: Stripe.Invoice }> {
  const account = openAccount()
  const { stripe } = account
  const rate = await stripe.taxRates.create({ display_name: 'VAT', percentage, inclusive })
  expect(rate.inclusive).toBe(inclusive)
  const [subscription] = (await stripe.subscriptions.list()).data
  await stripe.subscriptions.update(subscription!.id, { default_tax_rates: [rate.id] })
  const customer = String(subscription!.customer)
  for (const amount of [1014, 1014, 1012]) {
    await stripe.invoiceItems.create({ customer, amount, currency: 'usd', description: 'Work' })
  }
  const draft = await stripe.invoices.create({ customer, pending_invoice_items_behavior: 'include' })
  const invoice = await stripe.invoices.finalizeInvoice(draft.id!)
  return { ...account, rate: rate.id, invoice }
}

const taxes = ({ lines }: Stripe.Invoice) => lines.data.map(line => line.taxes?.map(tax => tax.amount))

describe('taxes by the SDK', () => {
  it('on top of prices are shown by line, and sum to those of the invoice', async () => {
    const { invoice, rate } = await openTaxed(false)
    expect(taxes(invoice)).toEqual([[102], [101], [101]])
    expect(invoice).toMatchObject({
      subtotal: 3040,
      total: 3344,
      total_excluding_tax: 3040,
      total_taxes: [{ amount: 304, tax_behavior: 'exclusive', taxable_amount: 3040 }],
    })
    expect(invoice.lines.data[0]!.taxes).toEqual([
      {
        amount: 102,
        tax_behavior: 'exclusive',
        tax_rate_details: { tax_rate: rate },
        taxability_reason: 'not_available',
        taxable_amount: 1014,
        type: 'tax_rate_details',
      },
    ])
  })

  it('within prices are shown by line, and change no total', async () => {
    const { invoice } = await openTaxed(true)
    expect(taxes(invoice)).toEqual([[92], [92], [92]])
    expect(invoice).toMatchObject({
      subtotal: 3040,
      subtotal_excluding_tax: 2764,
      total: 3040,
      total_excluding_tax: 2764,
      total_taxes: [{ amount: 276, tax_behavior: 'inclusive', taxable_amount: 2764 }],
    })
    const taxable = invoice.lines.data.map(line => line.taxes?.[0]?.taxable_amount)
    expect(taxable).toEqual([922, 922, 920])
  })
})

describe('credit notes by lines, by the SDK', () => {
  const line = (invoice: Stripe.Invoice, place: number) => invoice.lines.data[place]!.id

  it('take lines of an open invoice back with their own tax, by amount and by quantity', async () => {
    const { stripe, invoice, rate } = await openTaxed(false)
    const note = await stripe.creditNotes.create({
      invoice: invoice.id!,
      lines: [
        { type: 'invoice_line_item', invoice_line_item: line(invoice, 0), quantity: 1 },
        { type: 'invoice_line_item', invoice_line_item: line(invoice, 1), amount: 500 },
      ],
    })
    expect(note).toMatchObject({
      amount: 1014 + 102 + 500 + 50,
      subtotal: 1514,
      total_excluding_tax: 1514,
      total_taxes: [{ amount: 152, taxable_amount: 1514, tax_rate_details: { tax_rate: rate } }],
    })
    expect(
      note.lines.data.map(each => [each.type, each.invoice_line_item, each.quantity, each.amount]),
    ).toEqual([
      ['invoice_line_item', line(invoice, 0), 1, 1014],
      ['invoice_line_item', line(invoice, 1), null, 500],
    ])
    expect(note.lines.data.map(each => each.taxes?.map(tax => tax.amount))).toEqual([[102], [50]])
    const rest = await stripe.creditNotes.create({
      invoice: invoice.id!,
      lines: [{ type: 'invoice_line_item', invoice_line_item: line(invoice, 1), amount: 514 }],
    })
    expect(rest.amount).toBe(514 + 51)
    const { amount_remaining: remaining } = await stripe.invoices.retrieve(invoice.id!)
    expect(remaining).toBe(1012 + 101)
    const listed = await stripe.creditNotes.listLineItems(note.id)
    expect(listed.data).toEqual(note.lines.data)
  })

  it('take lines of a paid invoice back as a refund, the tax within included', async () => {
    const { stripe, invoice } = await openTaxed(true)
    await stripe.invoices.pay(invoice.id!)
    const lines: Stripe.CreditNoteCreateParams.Line[] = [
      { type: 'invoice_line_item', invoice_line_item: line(invoice, 2), quantity: 1 },
    ]
    const seen = await stripe.creditNotes.preview({ invoice: invoice.id!, lines, refund_amount: 1012 })
    const note = await stripe.creditNotes.create({ invoice: invoice.id!, lines, refund_amount: 1012 })
    expect(note).toMatchObject({
      amount: 1012,
      subtotal: 1012,
      subtotal_excluding_tax: 920,
      total_excluding_tax: 920,
      total_taxes: [{ amount: 92, tax_behavior: 'inclusive', taxable_amount: 920 }],
    })
    expect(seen.lines.data).toEqual(note.lines.data)
    expect(note.refunds).toHaveLength(1)
  })

  it('have lines of their own, with the rates that are given', async () => {
    const { stripe, invoice, rate } = await openTaxed(false)
    const note = await stripe.creditNotes.create({
      invoice: invoice.id!,
      lines: [
        {
          type: 'custom_line_item',
          description: 'Goodwill',
          quantity: 2,
          unit_amount: 100,
          tax_rates: [rate],
        },
      ],
    })
    expect(note.amount).toBe(220)
    expect(note.lines.data[0]).toMatchObject({
      type: 'custom_line_item',
      description: 'Goodwill',
      quantity: 2,
      unit_amount: 100,
      amount: 200,
      taxes: [{ amount: 20, taxable_amount: 200 }],
    })
  })

  it('are taken back alone, by line, and then no more than what was left', async () => {
    const { stripe, backend, invoice } = await openTaxed(false)
    const taxOf = (line: Stripe.InvoiceLineItem, amount: number) => {
      const { taxable_amount, tax_rate_details } = line.taxes![0]!
      return { amount, taxable_amount: taxable_amount!, tax_rate: String(tax_rate_details!.tax_rate) }
    }
    const [first, second] = invoice.lines.data
    const alone = (line: Stripe.InvoiceLineItem, amount: number): Stripe.CreditNoteCreateParams.Line => ({
      type: 'invoice_line_item',
      invoice_line_item: line.id,
      amount: 0,
      tax_amounts: [taxOf(line, amount)],
    })
    const [{ amount: tax }, { amount: other }] = [first!, second!].map(line => line.taxes![0]!) as [
      Stripe.InvoiceLineItem.Tax,
      Stripe.InvoiceLineItem.Tax,
    ]
    const note = await stripe.creditNotes.create({ invoice: invoice.id!, lines: [alone(first!, tax)] })
    expect(note).toMatchObject({ amount: tax, subtotal: 0, total_taxes: [{ amount: tax }] })
    expect(note.lines.data[0]).toMatchObject({ amount: 0, taxes: [{ amount: tax, taxable_amount: 1014 }] })
    expect((await stripe.invoices.retrieve(invoice.id!)).amount_remaining).toBe(invoice.amount_due - tax)

    const before = takeBooks(backend)
    for (const line of [alone(first!, 1), alone(second!, other + 1), alone(second!, -1)]) {
      const { param, message } = await refused(
        stripe.creditNotes.create({ invoice: invoice.id!, lines: [line] }),
      )
      expect(param).toBe('lines')
      expect(message).toMatch(/tax must be one that the line bears|positive integer/)
    }
    const mixed = { ...alone(second!, 1), tax_rates: [taxOf(second!, 1).tax_rate] }
    const { message } = await refused(stripe.creditNotes.create({ invoice: invoice.id!, lines: [mixed] }))
    expect(message).toBe('Give tax_amounts or tax_rates, and not both.')
    expect(takeBooks(backend)).toEqual(before)

    const rest = await stripe.creditNotes.create({
      invoice: invoice.id!,
      lines: [{ type: 'invoice_line_item', invoice_line_item: first!.id, quantity: 1 }],
    })
    expect(rest).toMatchObject({ amount: 1014, total_taxes: [{ amount: 0 }] })
  })

  it('take back what a discount left', async () => {
    const { stripe, backend } = openAccount()
    const coupon = await stripe.coupons.create({ percent_off: 25, duration: 'forever' })
    const customer = (await stripe.customers.list()).data[0]!.id
    const rate = await stripe.taxRates.create({ display_name: 'VAT', percentage: 10, inclusive: false })
    const price = (await stripe.prices.list()).data.at(-1)!.id
    const made = await stripe.subscriptions.create({
      customer,
      items: [{ price, quantity: 4 }],
      discounts: [{ coupon: coupon.id }],
      default_tax_rates: [rate.id],
      expand: ['latest_invoice'],
    })
    const invoice = made.latest_invoice as Stripe.Invoice
    expect(invoice.total).toBe(3300)
    const note = await stripe.creditNotes.create({
      invoice: invoice.id!,
      lines: [{ type: 'invoice_line_item', invoice_line_item: line(invoice, 0), quantity: 1 }],
      credit_amount: 825,
    })
    expect(note).toMatchObject({
      amount: 825,
      subtotal: 1000,
      discount_amount: 250,
      discount_amounts: [{ amount: 250 }],
      total_excluding_tax: 750,
      total_taxes: [{ amount: 75, taxable_amount: 750 }],
    })
    expect(backend.books.customers[0]!.balanceCents).toBe(-825)
  })

  it('by amount carry each rate’s share of the tax', async () => {
    const { stripe, invoice, rate } = await openTaxed(false)
    const note = await stripe.creditNotes.create({ invoice: invoice.id!, amount: 1672 })
    expect(note.total_taxes).toEqual([
      {
        amount: 152,
        tax_behavior: 'exclusive',
        tax_rate_details: { tax_rate: rate },
        taxability_reason: 'not_available',
        taxable_amount: 1520,
        type: 'tax_rate_details',
      },
    ])
    expect(note).toMatchObject({
      subtotal: 1520,
      lines: { data: [{ type: 'custom_line_item', amount: 1520 }] },
    })
  })

  it.each<[string, (invoice: Stripe.Invoice) => Partial<Stripe.CreditNoteCreateParams>, string]>([
    ['amount and lines', i => ({ amount: 5, lines: [unitsOf(line(i, 0), 1)] }), 'amount'],
    ['neither', () => ({}), 'amount'],
    ['more than a line', i => ({ lines: [unitsOf(line(i, 0), 2)] }), 'lines'],
    ['a line of no invoice', () => ({ lines: [unitsOf('il_1', 1)] }), 'lines[0][invoice_line_item]'],
    [
      'a line without a size',
      i => ({ lines: [{ type: 'invoice_line_item', invoice_line_item: line(i, 0) }] }),
      'lines[0][amount]',
    ],
    [
      'a line of its own without a price',
      () => ({ lines: [{ type: 'custom_line_item', description: 'x' }] }),
      'lines[0][unit_amount]',
    ],
  ])('are refused for %s, and nothing has changed', async (_case, parametersOf, param) => {
    const { stripe, backend, invoice } = await openTaxed(false)
    const before = takeBooks(backend)
    const error = await refused(stripe.creditNotes.create({ invoice: invoice.id!, ...parametersOf(invoice) }))
    expect(error).toMatchObject({ type: 'StripeInvalidRequestError', param })
    expect(takeBooks(backend)).toEqual(before)
  })
})

function unitsOf(invoice_line_item: string, quantity: number): Stripe.CreditNoteCreateParams.Line {
  return { type: 'invoice_line_item', invoice_line_item, quantity }
}
