import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { routes } from '../../../src/billing-mock/stripe/index.ts'
import { stripeMethods } from '../../../src/docs/stripeMethods.ts'
import { root } from '../../house/source.ts'
import { openAccount } from './account.ts'

/** Resources of the SDK that have to do with billing. */
const families = [
  'Balance',
  'BalanceTransactions',
  'Charges',
  'Coupons',
  'CreditNotes',
  'Customers',
  'Disputes',
  'Events',
  'InvoiceItems',
  'InvoicePayments',
  'Invoices',
  'PaymentIntents',
  'PaymentLinks',
  'PaymentMethods',
  'Prices',
  'Products',
  'PromotionCodes',
  'Refunds',
  'SubscriptionItems',
  'Subscriptions',
  'TaxRates',
  'TestHelpers/TestClocks',
  'WebhookEndpoints',
]

const METHOD =
  /\n {4}(\w+)\([^)]*\) \{(?:(?!\n {4}\w+\()[\s\S])*?_makeRequest\('(\w+)', ([`'])(\/v1[^`']*)\3/g

/** What the SDK as installed asks for: `charges.list` → `GET /v1/charges`. */
function methodsOf(family: string): readonly (readonly [string, string])[] {
  const text = readFileSync(join(root, 'node_modules', 'stripe', 'esm', 'resources', `${family}.js`), 'utf8')
  const name = family.replace(
    /(^|\/)(\w)/g,
    (_all, slash: string, letter: string) => `${slash && '.'}${letter.toLowerCase()}`,
  )
  return [...text.matchAll(METHOD)].map(([, method, verb, , path]) => [
    `${name}.${method}`,
    `${verb} ${path!.replace(/\$\{[^}]*\}/g, ':id')}`,
  ])
}

describe('the table of routes', () => {
  const asked = families.flatMap(methodsOf)

  it('is documented beside the methods of the SDK as installed', () => {
    expect(asked.length).toBeGreaterThan(140)
    expect(stripeMethods).toEqual(Object.fromEntries(asked))
  })

  it('has no route twice, and none that no method asks for', () => {
    const anonymous = routes.map(({ method, path }) => `${method} ${path.replace(/:\w+/g, ':id')}`)
    expect(new Set(anonymous).size).toBe(routes.length)
    const requests = Object.values(stripeMethods)
    const strange = anonymous.filter(each => !each.includes(' /_sim/') && !requests.includes(each))
    expect(strange).toEqual([])
  })

  it('answers every method of the SDK that has no route with 404, never with an empty success', () => {
    const { backend } = openAccount()
    const served = new Set(routes.map(({ method, path }) => `${method} ${path.replace(/:\w+/g, ':id')}`))
    const absent = Object.values(stripeMethods).filter(each => !served.has(each))
    expect(absent.length).toBeGreaterThan(20)
    for (const each of absent) {
      const [method, path] = each.split(' ')
      const headers = { authorization: 'Bearer sk_test_1' }
      const { status, body } = backend.handle({ method: method!, path: path!, headers, body: '' })
      expect([each, status]).toEqual([each, 404])
      expect(body).toMatchObject({ error: { type: 'invalid_request_error' } })
    }
  })

  it('answers unknown parameters with their name, on every route', () => {
    const { backend } = openAccount()
    for (const { method, path } of routes.filter(each => !each.path.includes(':'))) {
      const { status, body } = backend.handle({
        method,
        path: `${path}?surprise=1`,
        headers: { authorization: 'Bearer sk_test_1' },
        body: '',
      })
      expect([path, status]).toEqual([path, 400])
      expect(body).toMatchObject({ error: { type: 'invalid_request_error' } })
    }
  })
})
