import { expect, test } from 'vitest'
import { policies } from '../../src/index.ts'
import { satisfactionIndex } from '../../src/personas/index.ts'
import { loadCustomerModel } from '../../src/scenarios/index.ts'
import { envWith, playEpisode, scenarioIds, seedsFrom } from '../evaluation/play.ts'

const env = envWith()
const episodes = policies.flatMap(entry =>
  seedsFrom(990_000, 46).map(seed => {
    const options = { scenario: scenarioIds[seed % scenarioIds.length]! }
    const { steps, report } = playEpisode(env, entry, { seed, options })
    return {
      signals: steps.at(-1)!.info.signals,
      steps: steps.length,
      report,
      ticket: env.snapshot().world.tickets[0]!,
    }
  }),
)

test('the weights of a survey’s causes sum to the satisfaction index, one for each step and one for the start', () => {
  for (const { signals, steps, ticket } of episodes) {
    const survey = signals.find(({ kind }) => kind === 'survey')!
    expect(survey.causes.map(({ step }) => step)).toEqual(
      Array.from({ length: steps + 1 }, (_, step) => step),
    )
    const sum = survey.causes.reduce((total, { weight }) => total + weight, 0)
    expect(sum).toBeCloseTo(ticket.hidden.satisfaction!, 9)
    expect(Number.isFinite(satisfactionIndex(ticket, loadCustomerModel()))).toBe(true)
  }
})

test('a survey that nobody answers has no value, which is not a zero', () => {
  const values = episodes.map(({ signals }) => signals.find(({ kind }) => kind === 'survey')!.value)
  expect(values).toContain(null)
  expect(
    values.filter(value => value !== null).every(value => [1, 2, 3, 4, 5].includes(value as number)),
  ).toBe(true)
})

test('signals come in the order of their time, within the horizon, and end with the outcome', () => {
  for (const { signals, report } of episodes) {
    const times = signals.map(({ atMs }) => atMs)
    expect(times).toEqual(times.toSorted((one, other) => one - other))
    expect(times.at(-1)).toBe(150 * 86_400_000)
    expect(signals.at(-1)).toMatchObject({ kind: 'outcome', value: report.outcomeSettled })
  }
})

test('a resolved case is neither reopened nor charged back', () => {
  const resolved = episodes.filter(({ report }) => report.outcome === 'resolved')
  expect(resolved.length).toBeGreaterThan(10)
  for (const { signals } of resolved) {
    expect(signals.map(({ kind }) => kind)).not.toEqual(expect.arrayContaining(['reopened']))
    expect(signals.map(({ kind }) => kind)).not.toEqual(expect.arrayContaining(['chargeback']))
  }
})

test('open cases are reopened, charged back and left more often', () => {
  const rate = (kind: string, resolved: boolean): number => {
    const of = episodes.filter(({ report }) => (report.outcome === 'resolved') === resolved)
    return of.filter(({ signals }) => signals.some(signal => signal.kind === kind)).length / of.length
  }
  for (const kind of ['reopened', 'chargeback', 'churn'])
    expect(rate(kind, false)).toBeGreaterThan(rate(kind, true))
})

test('a customer who has no plan that goes on neither churns nor renews', () => {
  const gone = episodes.filter(({ ticket, signals }) => {
    const kinds = signals.map(({ kind }) => kind)
    return ticket.record.done.cancellation > 0 && !kinds.includes('churn') && !kinds.includes('renewal')
  })
  expect(gone.length).toBeGreaterThan(0)
})
