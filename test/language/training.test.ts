import { describe, expect, test } from 'vitest'
import { hearingFrom } from '../../src/cli/language.ts'
import { labelled } from '../../src/language/paraphrases.ts'
import { readLearnt } from '../../src/language/understanding/files.ts'
import { evaluate, loadUnderstanding } from '../../src/language/understanding/index.ts'
import { loadLibraries } from '../../src/language/understanding/libraries.ts'
import { learn, lessonsOf } from '../../src/language/understanding/training.ts'
import { loadCatalogue } from '../../src/scenarios/index.ts'

describe('what was learnt', () => {
  test('is what the same lessons teach again (else: npm run train:language)', async () => {
    expect(learn(lessonsOf(), await loadLibraries())).toEqual(readLearnt())
  }, 60_000)

  test('comes from no text that is held out', () => {
    const held = new Set(labelled().flatMap(({ text, split }) => (split === 'held_out' ? [text] : [])))
    const tuning = new Set(labelled().flatMap(({ text, split }) => (split === 'tuning' ? [text] : [])))
    const taught = lessonsOf().filter(({ text }) => held.has(text) && !tuning.has(text))
    expect(taught.length).toBe(0)
  })
})

describe('texts that nobody looked at', () => {
  test('are understood: every act, and what it is about', async () => {
    const understand = await loadUnderstanding()
    const evaluation = evaluate(understand, { split: 'held_out', hearingOf: hearingFrom(loadCatalogue()) })
    const about = new Map(evaluation.arguments.map(({ argument, accuracy }) => [argument, accuracy]))
    expect(evaluation.macroF1).toBeGreaterThanOrEqual(0.85)
    for (const { f1, act } of evaluation.acts) expect(f1, act).toBeGreaterThanOrEqual(0.7)
    expect(about.get('topic')).toBeGreaterThanOrEqual(0.85)
    expect(about.get('byWhenMinutes')).toBeGreaterThanOrEqual(0.85)
    expect(about.get('slot')).toBeGreaterThanOrEqual(0.85)
  }, 60_000)
})
