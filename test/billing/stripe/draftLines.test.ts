import type Stripe from 'stripe'
import { describe, expect, it } from 'vitest'
import { type Account, openAccount, refused } from './account.ts'

/** A draft with lines of $3, $5 and $7. */
async function drafted({ stripe }: Account): Promise<Stripe.Invoice> {
  const [customer] = (await stripe.customers.list()).data
  const draft = await stripe.invoices.create({ customer: customer!.id })
  return stripe.invoices.addLines(draft.id, {
    lines: [300, 500, 700].map(amount => ({ amount, description: `Part of ${amount}` })),
    invoice_metadata: { order: '7' },
  })
}

const amounts = ({ lines }: Stripe.Invoice) => lines.data.map(({ amount }) => amount)
const pending = async ({ stripe }: Account) =>
  (await stripe.invoiceItems.list({ pending: true })).data.map(({ amount }) => amount)

describe('lines of a draft', () => {
  it('are added: new ones, by a price, and items that wait', async () => {
    const account = openAccount()
    const { stripe } = account
    const draft = await drafted(account)
    expect(draft).toMatchObject({ total: 1500, amount_due: 1500, metadata: { order: '7' } })
    const [price] = (await stripe.prices.list({ lookup_keys: ['basic'] })).data
    const customer = String(draft.customer)
    const waiting = await stripe.invoiceItems.create({ customer, amount: 90, currency: 'usd' })
    const more = await stripe.invoices.addLines(draft.id, {
      lines: [
        { pricing: { price: price!.id }, quantity: 2, metadata: { seat: 'a' } },
        { invoice_item: waiting.id },
      ],
    })
    expect(amounts(more)).toEqual([300, 500, 700, 2000, 90])
    expect(more.lines.data[3]!.metadata).toEqual({ seat: 'a' })
    expect(await stripe.invoiceItems.retrieve(waiting.id)).toMatchObject({ invoice: draft.id })
    expect(await pending(account)).toEqual([])
  })

  it('are changed, each with its item, and the total follows', async () => {
    const account = openAccount()
    const { stripe } = account
    const draft = await drafted(account)
    const [first, second] = draft.lines.data
    const line = await stripe.invoices.updateLineItem(draft.id, second!.id, {
      amount: 450,
      description: 'Rebated',
      metadata: { why: 'late' },
    })
    expect(line).toMatchObject({ amount: 450, description: 'Rebated', metadata: { why: 'late' } })
    const changed = await stripe.invoices.updateLines(draft.id, { lines: [{ id: first!.id, amount: -50 }] })
    expect([amounts(changed), changed.total]).toEqual([[-50, 450, 700], 1100])
    const items = (await stripe.invoiceItems.list({ invoice: draft.id })).data
    expect(items.map(({ amount, description }) => [amount, description])).toEqual([
      [700, 'Part of 700'],
      [450, 'Rebated'],
      [-50, 'Part of 300'],
    ])
    await stripe.invoices.finalizeInvoice(draft.id)
    expect(await stripe.invoices.pay(draft.id)).toMatchObject({ status: 'paid', amount_paid: 1100 })
  })

  it('are removed, their items deleted or waiting again, and the others keep their ids', async () => {
    const account = openAccount()
    const { stripe } = account
    const draft = await drafted(account)
    const [first, second, third] = draft.lines.data
    const left = await stripe.invoices.removeLines(draft.id, {
      lines: [{ id: first!.id, behavior: 'unassign' }],
    })
    expect(left.lines.data.map(({ id }) => id)).toEqual([second!.id, third!.id])
    expect([left.total, await pending(account)]).toEqual([1200, [300]])
    const rest = await stripe.invoices.removeLines(draft.id, {
      lines: [{ id: third!.id, behavior: 'delete' }],
    })
    expect([amounts(rest), await pending(account)]).toEqual([[500], [300]])
    const again = await stripe.invoices.addLines(draft.id, { lines: [{ amount: 40 }] })
    expect(again.lines.data.map(({ id }) => id)).not.toContain(third!.id)
    const changed = await stripe.invoices.updateLineItem(draft.id, again.lines.data[1]!.id, { amount: 41 })
    expect(changed.amount).toBe(41)
    expect((await stripe.invoices.listLineItems(draft.id)).data.map(({ amount }) => amount)).toEqual([
      500, 41,
    ])
  })

  it('are all changed or none', async () => {
    const account = openAccount()
    const { stripe } = account
    const draft = await drafted(account)
    const [first] = draft.lines.data
    const twice = { lines: [first!, first!].map(({ id }) => ({ id, behavior: 'delete' as const })) }
    expect((await refused(stripe.invoices.removeLines(draft.id, twice))).statusCode).toBe(404)
    expect(amounts(await stripe.invoices.retrieve(draft.id))).toEqual([300, 500, 700])
  })

  it('stay once it is finalized, and are no other invoice’s', async () => {
    const account = openAccount()
    const { stripe } = account
    const draft = await drafted(account)
    const other = await drafted(account)
    const [line] = draft.lines.data
    const foreign = stripe.invoices.updateLineItem(other.id, line!.id, { amount: 1 })
    expect((await refused(foreign)).statusCode).toBe(404)
    await stripe.invoices.finalizeInvoice(draft.id)
    const calls = [
      stripe.invoices.addLines(draft.id, { lines: [{ amount: 1 }] }),
      stripe.invoices.updateLineItem(draft.id, line!.id, { amount: 1 }),
      stripe.invoices.updateLines(draft.id, { lines: [{ id: line!.id, amount: 1 }] }),
      stripe.invoices.removeLines(draft.id, { lines: [{ id: line!.id, behavior: 'delete' }] }),
    ]
    for (const call of calls) expect((await refused(call)).message).toMatch(/status of open/)
  })

  it('that prorations left can be removed, not reassigned; those of periods stay', async () => {
    const account = openAccount()
    const { stripe, backend } = account
    const [subscription] = (await stripe.subscriptions.list()).data
    const { id, items } = subscription!
    await stripe.subscriptions.update(id, { items: [{ id: items.data[0]!.id, quantity: 2 }] })
    const [draft] = (await stripe.invoices.list({ status: 'draft' })).data
    const [credit] = draft!.lines.data
    const remove = (line: string, behavior: 'delete' | 'unassign') =>
      stripe.invoices.removeLines(draft!.id, { lines: [{ id: line, behavior }] })
    expect((await refused(remove(credit!.id, 'unassign'))).statusCode).toBe(400)
    expect((await remove(credit!.id, 'delete')).lines.data).toHaveLength(1)
    await stripe.subscriptions.update(id, { pause_collection: { behavior: 'keep_as_draft' } })
    backend.advanceTo(backend.nowMs + 25 * 86_400_000)
    const held = await stripe.invoices.retrieve(draft!.id)
    expect((await refused(remove(held.lines.data[1]!.id, 'delete'))).message).toMatch(/of no invoice item/)
  })
})
