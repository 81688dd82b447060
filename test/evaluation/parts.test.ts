import { describe, expect, it } from 'vitest'
import { loadParts, Parts } from '../../src/evaluation/compose/index.ts'

const shipped = loadParts()
const [clause] = shipped.clauses

function issuesWith(given: object): string[] {
  const { error } = Parts.safeParse({ ...shipped, ...given })
  return error!.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
}

describe('parts to compose with', () => {
  it('name a term that a company has, before anything is composed', () => {
    const misspelt = { ...clause!, terms: { refundWindowDay: 7 } }
    expect(issuesWith({ clauses: [misspelt] })).toEqual([
      'clauses.0.terms: Unrecognized key: "refundWindowDay"',
    ])
    expect(issuesWith({ clauses: [{ ...clause!, terms: { disputeFeeCents: 'much' } }] })).toEqual([
      'clauses.0.terms.disputeFeeCents: Invalid input: expected number, received string',
    ])
  })

  it('have an id each, which is part of a file name', () => {
    expect(issuesWith({ clauses: [clause!, { ...clause!, dulling: 0.3 }] })).toEqual([
      'clauses: expected every id once',
    ])
    expect(issuesWith({ clauses: [{ ...clause!, id: '../elsewhere' }] })).toEqual([
      'clauses.0.id: expected a name such as "short-window"',
    ])
  })
})
