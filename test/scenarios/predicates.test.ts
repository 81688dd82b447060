import { describe, expect, it } from 'vitest'
import { parseClause } from '../../src/scenarios/predicates.ts'

describe('a line of an oracle', () => {
  it('is read into a predicate, its argument and what it is compared with', () => {
    const [first, second] = parseClause('seats(sub) = 4 or done(invoice_void) > 0')
    expect(first).toMatchObject({ name: 'seats', argument: 'sub', operator: '=', value: '4' })
    expect(second).toMatchObject({ name: 'done', argument: 'invoice_void', operator: '>', value: '0' })
  })

  it.each([
    ['status(sub) = actve', /Did you mean "active"/],
    ['invoice(bill) = payed', /Did you mean "paid"/],
    ['done(invoice_voids) = 1', /Did you mean "invoice_void"/],
    ['seats(sub) = many', /expected a number, got "many"/],
    ['declined-retries', /needs a comparison/],
    ['resent', /takes a invoice/],
    ['credit-note = 475', /takes a invoice/],
    ['refund-reason(extra) = duplicat', /Did you mean "duplicate"/],
    ['credit-note-tax = 475', /takes a invoice/],
    ['discounts(sub) = one', /expected a number, got "one"/],
  ])('that makes no sense says why: %s', (line, message) => {
    expect(() => parseClause(line)).toThrow(message)
  })
})
