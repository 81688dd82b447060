import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkBooks } from '../../../src/billing-mock/index.ts'
import { routes } from '../../../src/billing-mock/stripe/index.ts'
import { headers, knownIds, openBusyAccount } from './busyAccount.ts'

const RUNS = process.env.SUPPORTGYM_FULL === '1' ? 20_000 : 1_500

const ids = knownIds(openBusyAccount())

const strange = fc.oneof(
  fc.constantFrom(
    '',
    'true',
    '0',
    '-1',
    '1.5',
    '1e9',
    'NaN',
    '99999999999999999999',
    '%',
    '%zz',
    '%E0%A4%A',
    '[]',
    'null',
  ),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'usd',
    'duplicate',
    'all',
    'data.customer',
  ),
  fc.string({ maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 10 }),
  fc.constantFrom(...ids),
)

const names = fc.oneof(
  fc.constantFrom(
    'amount',
    'charge',
    'customer',
    'metadata',
    'items',
    'expand',
    'limit',
    'starting_after',
    'query',
  ),
  fc.constantFrom(
    'created',
    'reason',
    'currency',
    'confirm',
    'price',
    'evidence',
    'status',
    'type',
    'page',
    'email',
  ),
  fc.constantFrom(
    'cancel_at_period_end',
    'proration_behavior',
    'payment_intent',
    'amount_to_capture',
    'submit',
    'coupon',
    'discounts',
    'frozen_time',
    'invoice',
    'payment_method',
    'percent_off',
    'subscription',
    'subscription_details',
    'quantity',
    'url',
  ),
  fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', ''),
  fc.string({ maxLength: 8 }),
)

const key = fc
  .tuple(
    names,
    fc.array(fc.oneof(names, fc.constantFrom('0', '1', 'price', 'gte', 'country', '')), { maxLength: 4 }),
  )
  .map(([first, rest]) => first + rest.map(each => `[${each}]`).join(''))

const pairs = fc
  .array(fc.tuple(key, strange, fc.boolean()), { maxLength: 6 })
  .map(all =>
    all
      .map(([name, value, encoded]) =>
        encoded ? `${encodeURIComponent(name)}=${encodeURIComponent(value)}` : `${name}=${value}`,
      )
      .join('&'),
  )

const segment = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...ids) },
  strange.map(text => text.replaceAll('/', '')),
)

const path = fc
  .tuple(
    fc.constantFrom(...routes.filter(each => each.path.startsWith('/v1/'))),
    fc.array(segment, { minLength: 2, maxLength: 2 }),
  )
  .map(([route, given]) => {
    let next = 0
    return { method: route.method, path: route.path.replace(/:\w+/g, () => given[next++]!) }
  })

const request = fc.record({
  route: fc.oneof(
    path,
    fc.record({ method: fc.constantFrom('GET', 'POST', 'DELETE', 'PUT', 'HEAD'), path: fc.webPath() }),
  ),
  query: pairs,
  body: fc.oneof(pairs, fc.uint8Array({ maxLength: 40 })),
  key: fc.oneof(fc.constant(undefined), fc.string({ maxLength: 5 })),
  version: fc.oneof(fc.constant(undefined), fc.constantFrom('2025-03-31.basil', '2020-01-01', 'x')),
})

describe('any request', () => {
  it(`is answered in Stripe's shape, never with a 500, and a refused one changes nothing (${RUNS} requests)`, () => {
    let backend = openBusyAccount()
    let done = 0
    const refused = new Set<number>()
    fc.assert(
      fc.property(request, ({ route, query, body, key: idempotencyKey, version }) => {
        if (done++ % 200 === 0) backend = openBusyAccount()
        const { requests: _before, ...before } = backend.snapshot()
        const answer = backend.handle({
          method: route.method,
          path: `${route.path}?${query}`,
          headers: { ...headers, 'idempotency-key': idempotencyKey, 'stripe-version': version },
          body,
        })
        JSON.stringify(answer.body)
        expect(answer.headers['request-id']).toMatch(/^req_/)
        if (answer.status === 200) {
          expect(answer.body).toHaveProperty('object')
          expect(checkBooks(backend.books)).toEqual([])
          return
        }
        refused.add(answer.status)
        expect([400, 402, 404]).toContain(answer.status)
        const { error } = answer.body as { error: { type: string; message: string } }
        expect(['invalid_request_error', 'card_error', 'idempotency_error']).toContain(error.type)
        expect(error.message.length).toBeGreaterThan(5)
        const { requests: _after, ...after } = backend.snapshot()
        if (answer.status !== 402) expect(after).toEqual(before)
      }),
      { numRuns: RUNS },
    )
    expect([...refused].sort()).toEqual([400, 404])
    for (const name of ['polluted', '0', 'price', 'gte', 'country']) expect(name in {}).toBe(false)
  })
})
