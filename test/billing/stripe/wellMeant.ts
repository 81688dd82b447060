import fc from 'fast-check'
import { z } from 'zod'
import { routes, type StripeRequest } from '../../../src/billing-mock/stripe/index.ts'
import { headers, knownIds, openBusyAccount } from './busyAccount.ts'

const ids = knownIds(openBusyAccount())

const prefixes: Readonly<Record<string, string>> = {
  coupon: 'TEN',
  customer: 'cus_',
  charge: 'ch_',
  payment_intent: 'pi_',
  payment_method: 'pm_',
  method: 'pm_',
  subscription: 'sub_',
  subscription_item: 'si_',
  invoice: 'in_',
  invoiceitem: 'ii_',
  invoice_item: 'ii_',
  line_item: 'il_',
  credit_note: 'cn_',
  refund: 're_',
  dispute: 'dp_',
  product: 'prod_',
  price: 'price_',
  promotion_code: 'promo_',
  tax_rate: 'txr_',
  test_clock: 'clock_',
  payment_link: 'plink_',
  webhook_endpoint: 'we_',
}

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly enum?: readonly string[]
  readonly const?: string
  readonly type?: string
}

const whole = fc.constantFrom('1', '2', '50', '100', '1000', '-500', '0', '14', '1770000000', '1780000000')
const anything = fc.oneof(fc.constantFrom(...ids), whole, fc.constantFrom('true', 'false', 'usd', 'CODE'))

/** What a parameter of this name is likely to take. */
function likelyValue(name: string): fc.Arbitrary<string> {
  const [, key = ''] = /(\w+)(?:\[\d+\])?\]?$/.exec(name) ?? []
  const fitting = ids.filter(id => id.startsWith(prefixes[key] ?? '?'))
  if (fitting.length > 0) return fc.constantFrom(...fitting)
  if (key === 'currency') return fc.constant('usd')
  return /amount|quantity|days|limit|date|time|_at$|_by$|gte|lte|max/.test(key) ? whole : anything
}

type Pairs = readonly (readonly [string, string])[]

/** Forms with the parameters that a route has: as a caller who read the reference would send. */
function formOf(schema: Schema, name: string): fc.Arbitrary<Pairs> {
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(each => formOf(each, name)))
  if (schema.const !== undefined) return fc.constant([[name, schema.const]])
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum).map(value => [[name, value]])
  if (schema.items !== undefined) return formOf(schema.items, `${name}[0]`)
  if (schema.properties === undefined) {
    return schema.type === 'object'
      ? fc.constant([[`${name}[a]`, 'b']])
      : likelyValue(name).map(value => [[name, value]])
  }
  const { properties, required = [] } = schema
  const parts = Object.entries(properties).map(([key, inner]) => {
    const form = formOf(inner, name === '' ? key : `${name}[${key}]`)
    if (required.includes(key)) return form
    return fc.oneof({ weight: 3, arbitrary: fc.constant<Pairs>([]) }, { weight: 1, arbitrary: form })
  })
  return fc.tuple(...parts).map(all => all.flat())
}

const v1 = routes.filter(({ path }) => path.startsWith('/v1/'))

/** A request to an account as `openBusyAccount` opens it, with parameters that its route has. */
export const wellMeant: fc.Arbitrary<StripeRequest> = fc.constantFrom(...v1).chain(route => {
  const schema = z.toJSONSchema(route.parameters, { io: 'input', unrepresentable: 'any' }) as Schema
  const named = fc.array(fc.constantFrom(...ids), { minLength: 2, maxLength: 2 })
  return fc.tuple(formOf(schema, ''), named).map(([form, chosen]) => {
    const kinds = [...route.path.matchAll(/:(\w+)/g)].map(([, kind]) => kind!)
    const fitting = kinds.map((kind, place) => idLike(kind, chosen[place]!))
    let next = 0
    const path = route.path.replace(/:\w+/g, () => fitting[next++]!)
    const body = new URLSearchParams(form.map(([name, value]): [string, string] => [name, value])).toString()
    return { method: route.method, path, headers, body }
  })
})

/** An id of this kind, chosen by another id. */
function idLike(kind: string, given: string): string {
  const fitting = ids.filter(id => id.startsWith(prefixes[kind] ?? '?'))
  return fitting[given.charCodeAt(given.length - 3) % fitting.length] ?? given
}
