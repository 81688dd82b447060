import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import {
  expandableFields,
  routes,
  type StripeBackend,
  type StripeResponse,
} from '../../../src/billing-mock/stripe/index.ts'
import { scenarioBackend } from '../../../src/server/stripe.ts'
import { root } from '../../house/source.ts'
import { headers, openBusyAccount } from './busyAccount.ts'

/** What the SDK calls each object. */
const types: Readonly<Record<string, string>> = {
  balance: 'Balance',
  balance_transaction: 'BalanceTransaction',
  charge: 'Charge',
  coupon: 'Coupon',
  credit_note: 'CreditNote',
  credit_note_line_item: 'CreditNoteLineItem',
  customer: 'Customer',
  customer_balance_transaction: 'CustomerBalanceTransaction',
  discount: 'Discount',
  dispute: 'Dispute',
  event: 'Event',
  invoice: 'Invoice',
  invoice_payment: 'InvoicePayment',
  invoiceitem: 'InvoiceItem',
  item: 'LineItem',
  line_item: 'InvoiceLineItem',
  payment_intent: 'PaymentIntent',
  payment_link: 'PaymentLink',
  payment_method: 'PaymentMethod',
  plan: 'Plan',
  price: 'Price',
  product: 'Product',
  promotion_code: 'PromotionCode',
  refund: 'Refund',
  subscription: 'Subscription',
  subscription_item: 'SubscriptionItem',
  tax_id: 'TaxId',
  tax_rate: 'TaxRate',
  'test_helpers.test_clock': 'TestHelpers.TestClock',
  webhook_endpoint: 'WebhookEndpoint',
}

const deletable = ['Customer', 'Discount', 'Coupon', 'Invoice', 'InvoiceItem', 'Product', 'SubscriptionItem']

/** Objects as TypeScript, by type. */
type Shapes = Map<string, Set<string>>

type Shown = Readonly<Record<string, unknown>>

function isHash(value: unknown): value is Shown {
  return typeof value === 'object' && value !== null
}

/** A value as TypeScript; the SDK makes decimals of its own of what is sent as text. */
function literal(value: unknown, field = ''): string {
  if (Array.isArray(value)) return `[${value.map(each => literal(each)).join()}]`
  if (field.endsWith('_decimal') && typeof value === 'string') return 'decimal'
  // One id or moment is as good as another, and fewer objects are to be compared.
  if (typeof value === 'string' && /^[a-z]+_\w*\d\w*$/.test(value)) return '"id"'
  if (typeof value === 'number' && value > 1e6) return '1'
  if (!isHash(value)) return JSON.stringify(value)
  // What an update changed within a hash is a part of it, for which the SDK has no types.
  const fields = Object.entries(value).filter(
    ([name, inner]) => inner !== undefined && name !== 'previous_attributes',
  )
  return `{${fields.map(([name, inner]) => `${JSON.stringify(name)}:${literal(inner, name)}`).join()}}`
}

/** Collects every object within an answer, by the type that it is to have. */
function collect(value: unknown, into: Shapes): void {
  if (!isHash(value)) return
  for (const inner of Object.values(value)) collect(inner, into)
  const type = types[String(value.object)]
  if (type === undefined) return
  const name = value.deleted === true ? type.replace(/(\w+)$/, 'Deleted$1') : type
  if (!into.has(name)) into.set(name, new Set())
  into.get(name)!.add(literal(value))
}

/** Collects the ids within an answer, by what they are of. */
function gather(value: unknown, into: Map<string, Set<string>>): void {
  if (!isHash(value)) return
  for (const inner of Object.values(value)) gather(inner, into)
  const { id, object } = value
  if (typeof object !== 'string' || typeof id !== 'string') return
  const kind = object.replace('test_helpers.', '')
  into.set(kind, (into.get(kind) ?? new Set()).add(id))
}

/** Asks for everything there is, lists with all that can be expanded in them, and deletes what can be deleted. */
function crawl(backend: StripeBackend, into: Shapes): void {
  const ask = (method: string, path: string, body = ''): StripeResponse => {
    const response = backend.handle({ method, path, headers, body })
    if (response.status === 200) collect(response.body, into)
    return response
  }
  const served = routes.filter(({ path }) => path.startsWith('/v1/'))
  const ids = new Map<string, Set<string>>()
  for (const { method, path, answers } of served) {
    if (method !== 'GET' || path.includes(':')) continue
    const expand = expandableFields(answers).map(field => `&expand[]=${field}`)
    const all = `${path}?limit=100${path === '/v1/subscriptions' ? '&status=all' : ''}`
    const { body } = ask(method, answers.isList ? all : path)
    ask(method, `${all}${expand.join('')}`)
    gather(body, ids)
  }
  const named = served.flatMap(({ method, path }) => {
    const [kind, ...more] = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name!)
    if (kind === undefined || more.length > 0) return []
    return [...(ids.get(kind) ?? [])].map(id => ({ method, path: path.replace(`:${kind}`, id) }))
  })
  for (const { method, path } of named) if (method === 'GET') ask(method, path)
  for (const id of ids.get('subscription')!) ask('POST', '/v1/invoices/create_preview', `subscription=${id}`)
  const before = backend.snapshot()
  for (const { method, path } of named) {
    if (method === 'DELETE' && ask(method, path).status === 200) backend.restore(before)
  }
}

/** The account in which there is nearly everything, and what is missing there. */
function openFullAccount(): StripeBackend {
  const backend = openBusyAccount()
  const post = (path: string, body: string): string =>
    String(backend.handle({ method: 'POST', path: `/v1/${path}`, headers, body }).body.id)
  const get = (path: string): string => {
    const { body } = backend.handle({ method: 'GET', path: `/v1/${path}`, headers, body: '' })
    return (body.data as unknown as { id: string }[])[0]!.id
  }
  const [customer, price] = [get('customers'), get('prices?type=recurring')]
  post(`customers/${customer}/balance_transactions`, 'amount=-300&currency=usd')
  post(`customers/${customer}/tax_ids`, 'type=eu_vat&value=DE000000000')
  post('invoiceitems', `customer=${customer}&amount=70&currency=usd`)
  post('products', 'name=Nothing%20yet')
  post('payment_links', `line_items[0][price]=${price}&line_items[0][quantity]=2`)
  const shipping = 'shipping[name]=Ada&shipping[address][city]=Bonn&address[city]=Bonn&preferred_locales[]=de'
  const decliner = post('customers', `email=a@example.com&source=tok_chargeCustomerFail&${shipping}`)
  const taxed = `default_tax_rates[0]=${get('tax_rates')}&discounts[0][coupon]=TEN`
  for (const start of ['', '&trial_period_days=7']) {
    post('subscriptions', `customer=${decliner}&items[0][price]=${price}&${taxed}${start}`)
  }
  post('payment_intents', 'amount=90&currency=usd&confirm=true&payment_method=pm_card_authenticationRequired')
  return backend
}

it('shows objects as the types of the SDK say: no field less, none more, and no other value', async () => {
  const shapes: Shapes = new Map()
  crawl(openFullAccount(), shapes)
  for (const scenario of ['dispute-open-v1', 'partly-refunded-v1', 'tax-charged-v1', 'trial-surprise-v1']) {
    crawl(scenarioBackend({ scenario, seed: 1 }), shapes)
  }
  const deleted = deletable.map(type => `Deleted${type}`)
  expect([...shapes.keys()].sort()).toEqual(
    expect.arrayContaining([...Object.values(types), ...deleted].sort()),
  )

  const folder = mkdtempSync(join(tmpdir(), 'stripe-shapes-'))
  try {
    const sdk = join(folder, 'node_modules', 'stripe')
    cpSync(join(root, 'node_modules', 'stripe'), sdk, {
      recursive: true,
      filter: path => !/\.(m?js|map|md)$/.test(path) && !path.endsWith('cjs'),
    })
    // The SDK lets any text stand for a word of a list; here only the words do.
    const shared = join(sdk, 'esm', 'shared.d.ts')
    const open = readFileSync(shared, 'utf8')
    const closed = open.replace(/(type OtherString = ).*;/, '$1never;')
    expect(closed).not.toBe(open)
    writeFileSync(shared, closed)
    const lines = [...shapes].flatMap(([type, literals]) =>
      [...literals].map(each => `list.push(${each} satisfies Stripe.${type})`),
    )
    const start =
      "import Stripe from 'stripe'\ndeclare const decimal: Stripe.Decimal\nconst list: unknown[] = []"
    writeFileSync(join(folder, 'shapes.mts'), [start, ...lines].join('\n'))
    const { stdout } = await compiled(folder)
    expect(stdout).toBe('')
  } finally {
    rmSync(folder, { recursive: true })
  }
}, 60_000)

/** What the compiler has to say. */
async function compiled(folder: string): Promise<{ readonly stdout: string }> {
  const tsc = join(root, 'node_modules', 'typescript', 'lib', 'tsc.js')
  const flags = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--lib', 'es2023,dom']
  try {
    return await promisify(execFile)(process.execPath, [tsc, ...flags, 'shapes.mts'], { cwd: folder })
  } catch (error) {
    return error as { readonly stdout: string }
  }
}
