import { expect, test } from 'vitest'
import { ablateReward } from '../../src/evaluation/ablation/index.ts'
import { seedsFrom } from './play.ts'

const rows = ablateReward({ seeds: seedsFrom(420_000, 60) })
const rowOf = (term: string): (typeof rows)[number] => rows.find(row => row.term === term)!

test('each term of the business reward has a row that says what breaks when it is dropped', () => {
  for (const { term, gains, marginWith, marginWithout, breaks } of rows) {
    console.log(
      `without ${term}: ${gains} goes from ${marginWith.toFixed(2)} to ${marginWithout.toFixed(2)}; ` +
        `no longer held back: ${breaks.join(', ') || 'none'}`,
    )
  }
  expect(rows.map(({ term }) => term)).toEqual(
    expect.arrayContaining([
      'outcome',
      'satisfaction',
      'effort',
      'tools',
      'leakage',
      'honesty',
      'escalation',
      'retention',
    ]),
  )
  expect(rows.every(({ marginWith, marginWithout }) => marginWith <= marginWithout)).toBe(true)
})

test('without honesty, promises that nobody keeps cost nothing', () => {
  expect(rowOf('honesty').breaks).toContain('over-promises')
})

test('without effort, chatter costs nothing', () => {
  expect(rowOf('effort').breaks).toContain('chatters')
})

test('without the outcome, closing early is no longer held back', () => {
  expect(rowOf('outcome').breaks).toContain('close-early')
})
