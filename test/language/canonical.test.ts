import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { uniform } from '../../src/core/random.ts'
import type { Hearing } from '../../src/language/speech.ts'
import { everyAct, loadUnderstanding, phrase } from '../../src/language/understanding/index.ts'
import { type AgentAct, complaints, promises, topics } from '../../src/world/acts.ts'
import { claimable } from '../../src/world/deeds.ts'

const understand = await loadUnderstanding()
const unaware: Hearing = { nowMs: 0, complaint: 'charged-twice', topics: [] }
const hearings: readonly Hearing[] = [
  unaware,
  { nowMs: 123_456_789, complaint: 'two-factor-lost', topics: ['clock-drift', 'new-phone'] },
  { nowMs: 0, complaint: 'tax-charged', topics },
]

function heard(acts: readonly AgentAct[], hearing: Hearing): readonly AgentAct[] {
  return understand(phrase(acts), hearing).acts.map(({ act }) => act)
}

/** Acts that mean different things: a repetition would be heard once. */
function meaning(act: AgentAct): string {
  const { byWhenMinutes: _, ...rest } = { byWhenMinutes: 0, ...act }
  return act.act === 'confirm' ? `confirm ${act.claim?.what}` : JSON.stringify(rest)
}

describe('acts in the words agreed on are heard as they are', () => {
  test.each(hearings.map(hearing => [hearing.complaint, hearing] as const))('alone: %s', (_, hearing) => {
    for (const act of everyAct) expect(heard([act], hearing), phrase([act])).toEqual([act])
  })

  test('to every listener', () => {
    for (const complaint of complaints)
      for (const act of everyAct) expect(heard([act], { ...unaware, complaint })).toEqual([act])
  })

  test('with every deadline and every amount', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 43_200 }),
        fc.integer({ min: 1, max: 10_000_000_000 }),
        fc.constantFrom(...promises),
        fc.constantFrom(...claimable),
        (byWhenMinutes, amountCents, promised, what) => {
          const acts: readonly AgentAct[] = [
            { act: 'promise', what: promised, byWhenMinutes },
            { act: 'confirm', claim: { what, amountCents } },
          ]
          expect(heard(acts, unaware)).toEqual(acts)
        },
      ),
      { seed: 7, numRuns: 400 },
    )
  })

  test('two by two, in either order', () => {
    const wrong: string[] = []
    for (const one of everyAct)
      for (const other of everyAct) {
        const acts = meaning(one) === meaning(other) ? [one] : [one, other]
        if (JSON.stringify(heard(acts, unaware)) !== JSON.stringify(acts)) wrong.push(phrase(acts))
      }
    expect(wrong).toEqual([])
  })

  test('up to six of them, drawn at random', () => {
    for (let list = 0; list < 500; list++) {
      const drawn = Array.from(
        { length: 1 + (list % 6) },
        (_, ordinal) => everyAct[Math.floor(uniform(7, list, ordinal) * everyAct.length)]!,
      )
      const acts = [...new Map(drawn.map(act => [meaning(act), act])).values()]
      expect(heard(acts, hearings[list % hearings.length]!), phrase(acts)).toEqual(acts)
    }
  })
})
