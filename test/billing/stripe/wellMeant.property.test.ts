import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkBooks } from '../../../src/billing-mock/index.ts'
import { headers, openBusyAccount } from './busyAccount.ts'
import { wellMeant } from './wellMeant.ts'

const RUNS = process.env.SUPPORTGYM_FULL === '1' ? 10_000 : 800

describe('any request that the reference allows', () => {
  it(`is done or refused, never with a 500, and the books hold (${RUNS} requests)`, () => {
    let backend = openBusyAccount()
    let done = 0
    const statuses = new Set<number>()
    fc.assert(
      fc.property(wellMeant, request => {
        if (done++ % 100 === 0) backend = openBusyAccount()
        const { status, body: answer } = backend.handle(request)
        statuses.add(status)
        expect([200, 400, 402, 404]).toContain(status)
        expect(answer).toHaveProperty(status === 200 ? 'object' : 'error')
        expect(checkBooks(backend.books)).toEqual([])
        const lists = ['events', 'invoices', 'payment_intents', 'products', 'disputes']
        const list = lists[done % lists.length]!
        const shown = backend.handle({ method: 'GET', path: `/v1/${list}`, headers, body: '' })
        expect(shown.status).toBe(200)
      }),
      { numRuns: RUNS },
    )
    expect(statuses).toContain(200)
  })
})
