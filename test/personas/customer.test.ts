import { describe, expect, test } from 'vitest'
import {
  appraise,
  type CustomerState,
  customerAfter,
  customerLater,
  loseTrust,
  overridden,
  recoveryBonus,
} from '../../src/personas/index.ts'
import { loadCustomerModel } from '../../src/scenarios/index.ts'
import type { Past } from '../../src/world/history.ts'
import type { Hidden, Ticket } from '../../src/world/world.ts'
import { stateAfter } from '../env/customers.ts'
import { envWith } from '../evaluation/play.ts'

const model = overridden(loadCustomerModel())
const aCase = { scenario: 'a-v1', cause: 'b', variant: 'c' }
const never: Past = { failures: 0, comesBack: false, recovered: false }

/** A ticket that is settled, with this past and this end. */
function settled(past: Partial<Past>, end: Partial<Hidden> = {}): Ticket {
  const env = envWith()
  env.reset({ seed: 5, options: { scenario: 'duplicate-charge-v1', cause: 'duplicate-capture' } })
  const ticket = env.snapshot().world.tickets[0]!
  const ending = { outcome: 'resolved', outcomeSettled: 'resolved', believed: true, closedAtMs: 0 } as const
  return { ...ticket, hidden: { ...ticket.hidden, ...ending, blame: 1, past: { ...never, ...past }, ...end } }
}

const before = stateAfter('close-early', 900)

function left(ticket: Ticket, disputed = false): CustomerState {
  const { failures, recovered } = ticket.hidden.past
  const known = { ...before, failures, recovered, contacts: 4 }
  return customerAfter(known, ticket, { case: aCase, nowMs: 150 * 86_400_000, disputed })
}

describe('after a settled ticket', () => {
  test.each([
    ['the company was to blame, and made it good', {}, {}, 1, true],
    ['nobody was to blame', {}, { blame: 0 }, 0, false],
    ['nobody was to blame, and nothing was solved', {}, { blame: 0, outcomeSettled: 'unresolved' }, 1, false],
    ['a promise was broken on top', {}, { unkeptPromises: 1 }, 1, false],
    ['harm was done', {}, { outcomeSettled: 'harmful' }, 1, false],
    ['it was solved, and the customer does not believe it', {}, { believed: false }, 1, false],
    ['the first failure is made good when it comes back', { failures: 1, comesBack: true }, {}, 1, true],
    ['the second is', { failures: 2, comesBack: true }, {}, 2, false],
    ['another fault of the company is made good', { failures: 1 }, {}, 2, false],
    [
      'the case that came back stays open',
      { failures: 1, comesBack: true },
      { outcomeSettled: 'unresolved' },
      2,
      false,
    ],
  ] as const)('%s: failures and recovery are counted', (_, past, end, failures, recovered) => {
    expect(left(settled(past, end))).toMatchObject({ contacts: 5, failures, recovered })
  })

  test('a recovery stays enjoyed', () => {
    expect(left(settled({ failures: 2, recovered: true })).recovered).toBe(true)
  })

  test.each([
    ['unresolved', false, aCase],
    ['unresolved', true, null],
    ['partial', false, null],
    ['harmful', false, null],
    ['resolved', false, null],
  ] as const)('%s, asked of the bank: %s, leaves open: %o', (outcomeSettled, disputed, unsolved) => {
    expect(left(settled({}, { outcomeSettled }), disputed).unsolved).toEqual(unsolved)
  })

  test.each([
    [{ resolutionClaimed: 'refused' }, 'refused'],
    [{ escalatedTo: 'billing' }, 'escalated'],
    [{}, 'abandoned'],
  ] as const)('the desk keeps on file how it closed the ticket: %o as %s', (end, closedAs) => {
    const [newest, older] = left(settled({}, end)).history
    expect(newest).toEqual({ complaint: 'charged-twice', closedAs, reopened: false, daysAgo: 150 })
    expect(older!.daysAgo).toBe(before.history[0]!.daysAgo + 150)
  })

  test('no more than eight tickets are kept', () => {
    let state = before
    const ticket = settled({})
    for (let n = 0; n < 10; n++)
      state = customerAfter(state, ticket, { case: aCase, nowMs: 0, disputed: false })
    expect(state.history).toHaveLength(8)
    expect(state.contacts).toBe(11)
  })
})

describe('between two contacts', () => {
  const loyal = (loyalty: number): CustomerState => {
    const { persona } = before
    return {
      ...before,
      trust: 0.1,
      persona: { ...persona, trust: 0.5, traits: { ...persona.traits, loyalty } },
    }
  }

  test('lost trust comes back a little, least to the most loyal', () => {
    const [cold, warm] = [
      customerLater(loyal(0.1), 3, model).trust,
      customerLater(loyal(0.9), 3, model).trust,
    ]
    expect(warm).toBeGreaterThan(0.1)
    expect(cold).toBeGreaterThan(warm)
    expect(cold).toBeLessThan(0.3)
  })

  test('trust that was won stays', () => {
    const { persona } = before
    const trusting = { ...before, trust: 0.9, persona: { ...persona, trust: 0.5 } }
    expect(customerLater(trusting, 100, model).trust).toBe(0.9)
  })
})

describe('for who was failed before', () => {
  const lossOf = (past: Partial<Past>): number =>
    appraise(settled(past, { lossCents: 0 }), [{ kind: 'refuse_bare', repeat: 0 }], model)

  test('a loss weighs more, and after two failures no more than that', () => {
    expect(lossOf({ failures: 1 }) / lossOf({})).toBeCloseTo(1.25, 12)
    expect(lossOf({ failures: 2 }) / lossOf({})).toBeCloseTo(1.5, 12)
    expect(lossOf({ failures: 5 })).toBe(lossOf({ failures: 2 }))
  })

  test('trust goes faster', () => {
    const lost = (failures: number): number => {
      const ticket = settled({ failures })
      const { trust } = ticket.mood
      loseTrust(ticket, model)
      return (trust - ticket.mood.trust) / trust
    }
    expect(lost(1) / lost(0)).toBeCloseTo(1.4, 12)
    expect(lost(2) / lost(0)).toBeCloseTo(1.8, 12)
  })

  test('an apology is one for the first failure alone', () => {
    const worth = (past: Partial<Past>): number => {
      const ticket = settled(past)
      appraise(ticket, [{ kind: 'apologize', repeat: 0 }], model)
      return ticket.mood.justice.interactional
    }
    expect(worth({})).toBeGreaterThan(0)
    expect(worth({ failures: 1, comesBack: true })).toBe(worth({}))
    expect(worth({ failures: 1 })).toBe(0)
    expect(worth({ failures: 2, comesBack: true })).toBe(0)
  })
})

test('the bonus for a failure made good is for the first that brought the customer back, once it is believed', () => {
  const bonus = (past: Partial<Past>, belief = 1): number => {
    const ticket = settled(past)
    ticket.mood.belief = belief
    return recoveryBonus(ticket, model)
  }
  expect(bonus({ failures: 1, comesBack: true })).toBeGreaterThan(0)
  expect(bonus({ failures: 1, comesBack: true }, 0)).toBe(0)
  expect(bonus({ failures: 2, comesBack: true })).toBe(0)
  expect(bonus({ failures: 1, comesBack: true, recovered: true })).toBe(0)
  expect(bonus({ failures: 1 })).toBe(0)
  expect(bonus({})).toBe(0)
})
