import { describe, expect, it } from 'vitest'
import { apportion, type PlannedEpisode, planEpisodes } from '../../src/rollout/index.ts'
import { loadCatalogue, loadPersonaPack } from '../../src/scenarios/index.ts'

const { scenarios } = loadCatalogue()
const { archetypes } = loadPersonaPack()

const tally = (plan: readonly PlannedEpisode[], key: 'scenario' | 'persona'): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const planned of plan) counts.set(planned[key], (counts.get(planned[key]) ?? 0) + 1)
  return counts
}

const scenario = (id: string, weight: number, exclude: string[] = []) => ({
  id,
  weight,
  personas: { exclude },
})

describe('a plan', () => {
  it.each([1, 7, 20, 83, 300])(
    'of %i episodes gives every scenario its share, rounded up or down',
    episodes => {
      const plan = planEpisodes({ scenarios, archetypes, episodes, seed: 1 })
      const whole = scenarios.reduce((sum, { weight }) => sum + weight, 0)
      const counts = tally(plan, 'scenario')
      expect(plan).toHaveLength(episodes)
      for (const { id, weight } of scenarios) {
        expect(Math.abs((counts.get(id) ?? 0) - (episodes * weight) / whole), id).toBeLessThan(1)
      }
    },
  )

  it.each([20, 83, 300])('of %i episodes gives every archetype its share over all scenarios', episodes => {
    const plan = planEpisodes({ scenarios, archetypes, episodes, seed: 1 })
    const inScenario = tally(plan, 'scenario')
    const counts = tally(plan, 'persona')
    for (const { id, share } of archetypes) {
      const expected = scenarios.reduce((sum, { id: scenarioId, personas }) => {
        if (personas.exclude.includes(id)) return sum
        const fitting = archetypes.filter(other => !personas.exclude.includes(other.id))
        const whole = fitting.reduce((total, other) => total + other.share, 0)
        return sum + ((inScenario.get(scenarioId) ?? 0) * share) / whole
      }, 0)
      expect(Math.abs((counts.get(id) ?? 0) - expected), id).toBeLessThan(1)
    }
  })

  it('is exact where the shares divide the episodes', () => {
    const plan = planEpisodes({
      scenarios: [scenario('a', 3), scenario('b', 1)],
      archetypes: [
        { id: 'x', share: 1 },
        { id: 'y', share: 4 },
      ],
      episodes: 40,
      seed: 1,
    })
    const cells = plan.map(planned => `${planned.scenario}${planned.persona}`)
    const counts = ['ax', 'ay', 'bx', 'by'].map(cell => cells.filter(other => other === cell).length)
    expect(counts).toEqual([6, 24, 2, 8])
  })

  it('sends nobody to a scenario that excludes them', () => {
    const plan = planEpisodes({
      scenarios: [scenario('a', 1, ['x']), scenario('b', 1)],
      archetypes: [
        { id: 'x', share: 9 },
        { id: 'y', share: 1 },
      ],
      episodes: 30,
      seed: 1,
    })
    expect(plan.filter(planned => planned.scenario === 'a').map(({ persona }) => persona)).toEqual(
      Array(15).fill('y'),
    )
  })

  it('refuses a scenario that nobody may enter', () => {
    const given = { scenarios: [scenario('a', 1, ['x'])], archetypes: [{ id: 'x', share: 1 }] }
    expect(() => planEpisodes({ ...given, episodes: 3, seed: 1 })).toThrow(
      'a admits none of these archetypes: x.',
    )
  })

  it.each([10, 33, 100, 250])(
    'is nearly stratified in its first %i episodes, for a run that stops early',
    length => {
      const plan = planEpisodes({ scenarios, archetypes, episodes: 300, seed: 1 }).slice(0, length)
      const whole = scenarios.reduce((sum, { weight }) => sum + weight, 0)
      const counts = tally(plan, 'scenario')
      for (const { id, weight } of scenarios) {
        expect(Math.abs((counts.get(id) ?? 0) - (length * weight) / whole), id).toBeLessThanOrEqual(1.5)
      }
    },
  )

  it('is a function of its arguments, with seeds that differ', () => {
    const plan = (seed: number): PlannedEpisode[] =>
      planEpisodes({ scenarios, archetypes, episodes: 300, seed })
    expect(plan(1)).toEqual(plan(1))
    expect(new Set(plan(1).map(({ seed }) => seed)).size).toBe(300)
    expect(plan(1).map(({ seed }) => seed)).not.toEqual(plan(2).map(({ seed }) => seed))
  })
})

describe('apportioning by largest remainder', () => {
  it.each([
    [10, [1, 1, 1], [4, 3, 3]],
    [10, [6, 3, 1], [6, 3, 1]],
    [7, [0.5, 0.3, 0.2], [4, 2, 1]],
    [1, [1, 2], [0, 1]],
    [0, [1, 2], [0, 0]],
  ])('%i by %j is %j', (count, weights, parts) => {
    expect(apportion(count, weights)).toEqual(parts)
  })
})
