import type Stripe from 'stripe'
import { describe, expect, it } from 'vitest'
import type { JournalEntry } from '../../../src/billing-mock/index.ts'
import { charge, openShop } from '../shop.ts'
import { openAccount, refused } from './account.ts'

/** 23 charges of $1 to $23, one an hour. */
function manyCharges() {
  const shop = openShop()
  for (let each = 1; each <= 23; each++) {
    charge(shop, 100 * each)
    shop.pass(1 / 24)
  }
  return openAccount({ books: shop.books })
}

const amounts = (page: { readonly data: readonly Stripe.Charge[] }) =>
  page.data.map(({ amount }) => amount / 100)

describe('a list', () => {
  it('has the ten newest first, and says whether there is more', async () => {
    const { stripe } = manyCharges()
    const first = await stripe.charges.list()
    expect(amounts(first)).toEqual([23, 22, 21, 20, 19, 18, 17, 16, 15, 14])
    expect(first).toMatchObject({ object: 'list', has_more: true, url: '/v1/charges' })
    const last = await stripe.charges.list({ limit: 100 })
    expect(last.data).toHaveLength(23)
    expect(last.has_more).toBe(false)
  })

  it('reads its own journal, and nothing that a fork put behind it', async () => {
    const { shop, stripe } = openAccount()
    const before = await stripe.charges.list()
    shop.books.journal.items.push({} as JournalEntry)
    expect(await stripe.charges.list()).toEqual(before)
  })

  it('goes on after one, and back before one', async () => {
    const { stripe } = manyCharges()
    const { data } = await stripe.charges.list({ limit: 100 })
    const after = await stripe.charges.list({ starting_after: data[19]!.id, limit: 3 })
    expect([amounts(after), after.has_more]).toEqual([[3, 2, 1], false])
    const before = await stripe.charges.list({ ending_before: data[4]!.id, limit: 3 })
    expect([amounts(before), before.has_more]).toEqual([[22, 21, 20], true])
    const front = await stripe.charges.list({ ending_before: data[2]!.id, limit: 3 })
    expect([amounts(front), front.has_more]).toEqual([[23, 22], false])
    const error = await refused(
      stripe.charges.list({ starting_after: data[1]!.id, ending_before: data[3]!.id }),
    )
    expect(error.param).toBe('ending_before')
  })

  it('is walked through by the SDK, forward and back', async () => {
    const { stripe } = manyCharges()
    const all = await stripe.charges.list({ limit: 7 }).autoPagingToArray({ limit: 1000 })
    expect(amounts({ data: all })).toEqual([...Array(23).keys()].map(n => 23 - n))
    const back: number[] = []
    for await (const each of stripe.charges.list({ limit: 5, ending_before: all[22]!.id }))
      back.push(each.amount / 100)
    expect(back).toEqual([...Array(22).keys()].map(n => n + 2))
  })

  it('shows what was made meanwhile only to who begins anew', async () => {
    const { stripe } = manyCharges()
    const first = await stripe.charges.list({ limit: 3 })
    const [customer] = (await stripe.customers.list()).data
    const intent = { amount: 9900, currency: 'usd', customer: customer!.id, confirm: true } as const
    await stripe.paymentIntents.create(intent)
    expect(amounts(await stripe.charges.list({ limit: 3, starting_after: first.data[2]!.id }))).toEqual([
      20, 19, 18,
    ])
    expect(amounts(await stripe.charges.list({ limit: 1 }))).toEqual([99])
  })

  it('is filtered by time, bounds being in or out', async () => {
    const { stripe } = manyCharges()
    const { data } = await stripe.charges.list({ limit: 100 })
    const [from, to] = [data[10]!.created, data[7]!.created]
    const between = (created: Stripe.RangeQueryParam) => stripe.charges.list({ created })
    expect(amounts(await between({ gte: from, lt: to }))).toEqual([15, 14, 13])
    expect(amounts(await between({ gt: from, lte: to }))).toEqual([16, 15, 14])
    expect(amounts(await stripe.charges.list({ created: to }))).toEqual([16])
  })
})

describe('expand', () => {
  it('goes four levels deep, through lists and objects', async () => {
    const { stripe } = openAccount()
    const [subscription] = (
      await stripe.subscriptions.list({
        expand: ['data.customer', 'data.latest_invoice.payments'],
      })
    ).data
    expect(subscription!.customer).toMatchObject({ object: 'customer' })
    expect(subscription!.latest_invoice).toMatchObject({
      payments: { data: [{ object: 'invoice_payment' }] },
    })
    const one = await stripe.subscriptions.retrieve(subscription!.id, {
      expand: ['items.data.price.product'],
    })
    expect(one.items.data[0]!.price.product).toMatchObject({ object: 'product', name: 'Basic' })
    const invoice = await stripe.invoices.retrieve(String(one.latest_invoice), {
      expand: ['payments.data.payment.payment_intent', 'parent.subscription_details.subscription'],
    })
    expect(invoice.payments!.data[0]!.payment.payment_intent).toMatchObject({ object: 'payment_intent' })
    expect(invoice.parent!.subscription_details!.subscription).toMatchObject({ object: 'subscription' })
  })

  it('leaves fields that are asked for alone out unless they are asked for', async () => {
    const { stripe } = openAccount()
    const [charge] = (await stripe.charges.list({ limit: 1 })).data
    expect(charge).not.toHaveProperty('refunds')
    const expanded = await stripe.charges.retrieve(charge!.id, {
      expand: ['refunds', 'balance_transaction.source'],
    })
    expect(expanded.refunds).toMatchObject({ object: 'list', data: [], has_more: false })
    expect(expanded.balance_transaction).toMatchObject({ net: 4900, source: { id: charge!.id } })
  })

  it('follows a source of any kind', async () => {
    const { stripe } = openAccount()
    const [charge] = (await stripe.charges.list({ limit: 1 })).data
    const refund = await stripe.refunds.create({ charge: charge!.id })
    const { data } = await stripe.balanceTransactions.list({ source: refund.id, expand: ['data.source'] })
    expect(data).toMatchObject([{ type: 'refund', source: { id: refund.id, object: 'refund' } }])
  })
})

describe('a search', () => {
  const found = async (stripe: Stripe, query: string) =>
    amounts(await stripe.charges.search({ query, limit: 100 }))

  it('compares numbers, words and parts of texts, and joins clauses by AND or OR', async () => {
    const { stripe } = manyCharges()
    const { data } = await stripe.charges.list({ limit: 100 })
    await stripe.charges.update(data[0]!.id, { description: 'Setup of "Team"', metadata: { order: 'A-7' } })
    expect(await found(stripe, 'amount>2100')).toEqual([23, 22])
    expect(await found(stripe, 'amount>=2100 AND amount<2300')).toEqual([22, 21])
    expect(await found(stripe, "amount:100 OR amount:'200'")).toEqual([2, 1])
    expect(await found(stripe, `customer:"${String(data[0]!.customer)}" AND amount<=100`)).toEqual([1])
    expect(await found(stripe, "description~'TEAM'")).toEqual([23])
    expect(await found(stripe, "metadata['order']:'a-7'")).toEqual([23])
    expect(await found(stripe, '-metadata["order"]:null')).toEqual([23])
    expect(await found(stripe, "-status:'succeeded'")).toEqual([])
    expect(
      await found(stripe, "payment_method_details.card.last4:4242 AND refunded:'false' AND amount:300"),
    ).toEqual([3])
  })

  it('goes on by the page it was given', async () => {
    const { stripe } = manyCharges()
    const first = await stripe.charges.search({ query: 'amount>1000', limit: 4 })
    expect([amounts(first), first.has_more]).toEqual([[23, 22, 21, 20], true])
    const second = await stripe.charges.search({ query: 'amount>1000', limit: 100, page: first.next_page! })
    expect([amounts(second), second.has_more, second.next_page]).toEqual([
      [19, 18, 17, 16, 15, 14, 13, 12, 11],
      false,
      null,
    ])
    const all = await stripe.charges.search({ query: 'amount>0', limit: 6 }).autoPagingToArray({ limit: 100 })
    expect(all).toHaveLength(23)
  })

  it.each([
    ['nothing', ' ', /expected a clause/],
    ['no clause', 'hello', /expected a clause .* at character 1/],
    ['an unknown field', "colour:'red'", /colour cannot be searched by; there are amount, created/],
    ['AND with OR', 'amount:1 AND amount:2 OR amount:3', /cannot be mixed/],
    ['two clauses unjoined', 'amount:1 amount:2', /expected AND or OR at character 10/],
    ['a part of a number', "amount~'1'", /has no parts/],
    ['a text for a number', "amount:'x'", /whole number/],
    ['too short a part', "description~'ab'", /at least 3/],
    ['more than of a word', "status>'a'", /cannot be compared by ">"/],
    ['metadata without a key', "metadata:'x'", /by key/],
    ['a key of something else', "status['x']:'y'", /by key/],
    ['too many clauses', Array(11).fill('amount:1').join(' AND '), /more than 10/],
    ['a prototype', "__proto__:'x'", /cannot be searched by/],
  ])('that cannot be read says why: %s', async (_what, query, message) => {
    const { stripe } = openAccount()
    const error = await refused(stripe.charges.search({ query }))
    expect(error).toMatchObject({ statusCode: 400, param: 'query' })
    expect(error.message).toMatch(message)
  })
})
