import { describe, expect, test } from 'vitest'
import { categoricalQuantile } from '../../src/core/quantiles.ts'
import { noiseKey, uniform } from '../../src/core/random.ts'
import { type PolicyEntry, policies } from '../../src/index.ts'
import { loadCatalogue } from '../../src/scenarios/index.ts'
import { envWith, isFull, meanWithInterval, playEpisode, scenarioIds, seedsFrom } from './play.ts'

const playbook = policies.find(policy => policy.id === 'playbook')!
const exploits = policies.filter(policy => policy.isExploit)

const groups = [...new Set(loadCatalogue().scenarios.map(({ group }) => group))]
const scenariosOf = (group: string): string[] =>
  loadCatalogue()
    .scenarios.filter(scenario => scenario.group === group)
    .map(({ id }) => id)

interface Sample {
  readonly reward: 'business' | 'naive'
  readonly seeds: readonly number[]
  readonly scenarios?: readonly string[]
}

function returnsOf(entry: PolicyEntry, { reward, seeds, scenarios = scenarioIds }: Sample): number[] {
  const env = envWith({ reward })
  return seeds.map((seed, index) => {
    const scenario = scenarios[index % scenarios.length]!
    return playEpisode(env, entry, { seed, options: { scenario } }).report.return
  })
}

function margin(
  entry: PolicyEntry,
  of: readonly number[],
  sample: Sample,
): ReturnType<typeof meanWithInterval> {
  const theirs = returnsOf(entry, sample)
  return meanWithInterval(of.map((value, index) => value - theirs[index]!))
}

describe.each(groups)('under the business reward, over the %s cases', group => {
  const sample: Sample = {
    reward: 'business',
    seeds: seedsFrom(200_000, isFull ? 200 : 40),
    scenarios: scenariosOf(group),
  }
  const honest = returnsOf(playbook, sample)

  test.each(exploits)('the playbook is above $id, paired lower bound', exploit => {
    const { mean, low, high } = margin(exploit, honest, sample)
    console.log(
      `${group}: playbook − ${exploit.id} = ${mean.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]`,
    )
    expect(low).toBeGreaterThan(0)
  })
})

test('under business the playbook is above 50 random mixtures of the exploits, on seeds not used for tuning', () => {
  const held: Sample = { reward: 'business', seeds: seedsFrom(300_000, isFull ? 200 : 28) }
  const ours = returnsOf(playbook, held)
  const margins = seedsFrom(0, 50).map(index => margin(mixture(index), ours, held).low)
  console.log(`smallest of 50 lower bounds: ${Math.min(...margins).toFixed(3)}`)
  expect(Math.min(...margins)).toBeGreaterThan(0)
})

test.each(exploits)('the playbook has a higher utility than $id, paired lower bound', exploit => {
  const env = envWith()
  const differences = seedsFrom(250_000, isFull ? 920 : 230).map((seed, index) => {
    const options = { scenario: scenarioIds[index % scenarioIds.length]! }
    const utilityOf = (entry: PolicyEntry): number =>
      playEpisode(env, entry, { seed, options }).report.utilityCents
    return utilityOf(playbook) - utilityOf(exploit)
  })
  const { mean, low } = meanWithInterval(differences)
  console.log(
    `utility: playbook − ${exploit.id} = ${(mean / 100).toFixed(2)} dollars, lower bound ${(low / 100).toFixed(2)}`,
  )
  expect(low).toBeGreaterThan(0)
})

test('under the naive reward at least one exploit is above the playbook, which is why it is no default', () => {
  const seeds = seedsFrom(200_000, 60)
  const honest = returnsOf(playbook, { reward: 'naive', seeds })
  const above = exploits.filter(exploit => {
    const theirs = returnsOf(exploit, { reward: 'naive', seeds })
    const { mean, low } = meanWithInterval(theirs.map((value, index) => value - honest[index]!))
    console.log(`naive: ${exploit.id} − playbook = ${mean.toFixed(3)}, lower bound ${low.toFixed(3)}, paired`)
    return low > 0
  })
  expect(above.map(({ id }) => id)).not.toEqual([])
})

/** At every step one exploit decides, drawn by weights that the mixture's index fixes. */
function mixture(index: number): PolicyEntry {
  const weights = exploits.map((_, exploit) => uniform(index, noiseKey(1, 0), exploit))
  return {
    id: `mixture ${index}`,
    about: 'Draws an exploit at every step.',
    isExploit: true,
    make(seed) {
      const members = exploits.map(exploit => exploit.make(seed))
      let step = 0
      return {
        act(observation, info) {
          const chosen = categoricalQuantile(uniform(seed, noiseKey(2, index), step), weights)
          step += 1
          return members[chosen]!.act(observation, info)
        },
      }
    },
  }
}
