import { describe, expect, it } from 'vitest'
import { SupportGymError } from '../../src/core/errors.ts'
import { nearest, unknownName } from '../../src/core/suggest.ts'

const known = ['duplicate-charge-v1', 'chargeback-threat-v1', 'refund-not-arrived-v1']

describe('a suggestion', () => {
  it('is the nearest known name', () => {
    expect(nearest('duplicate-charges-v1', known)).toBe('duplicate-charge-v1')
    expect(nearest('chargeback-treat', known)).toBe('chargeback-threat-v1')
  })

  it('is none when no name is near, or none is known', () => {
    expect(nearest('zzzzzzzzzzzzzzzzzzzzzzzzzzzzzz', known)).toBeNull()
    expect(nearest('x', ['playbook'])).toBeNull()
    expect(nearest('anything', [])).toBeNull()
  })
})

describe('the error for an unknown name', () => {
  it('says what arrived, what is known, and what may have been meant', () => {
    const error = unknownName('scenario', 'duplicate-charge', known)
    expect(error).toBeInstanceOf(SupportGymError)
    expect(error.code).toBe('unknown_id')
    expect(error.message).toBe(
      'Unknown scenario "duplicate-charge". Did you mean "duplicate-charge-v1"? ' +
        'Known: duplicate-charge-v1, chargeback-threat-v1, refund-not-arrived-v1.',
    )
  })

  it('guesses nothing when nothing is near', () => {
    expect(unknownName('policy', 'x', ['playbook']).message).toBe('Unknown policy "x". Known: playbook.')
  })
})
