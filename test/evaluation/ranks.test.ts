import { describe, expect, test } from 'vitest'
import { categoricalQuantile } from '../../src/core/quantiles.ts'
import { noiseKey, uniform } from '../../src/core/random.ts'
import { type PolicyEntry, policies } from '../../src/index.ts'
import { envWith, isFull, meanWithInterval, playEpisode, scenarioIds, seedsFrom } from './play.ts'

const playbook = policies.find(policy => policy.id === 'playbook')!
const exploits = policies.filter(policy => policy.isExploit)

function returnsOf(entry: PolicyEntry, reward: 'business' | 'naive', seeds: readonly number[]): number[] {
  const env = envWith({ reward })
  return seeds.map((seed, index) => {
    const scenario = scenarioIds[index % scenarioIds.length]!
    return playEpisode(env, entry, { seed, options: { scenario } }).report.return
  })
}

function margin(
  entry: PolicyEntry,
  of: readonly number[],
  seeds: readonly number[],
): ReturnType<typeof meanWithInterval> {
  const theirs = returnsOf(entry, 'business', seeds)
  const interval = meanWithInterval(of.map((value, index) => value - theirs[index]!))
  const { mean, low, high } = interval
  console.log(
    `business: playbook − ${entry.id} = ${mean.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}], paired`,
  )
  return interval
}

describe('under the business reward', () => {
  const seeds = seedsFrom(200_000, 200)
  const honest = returnsOf(playbook, 'business', seeds)

  test.each(exploits)('the playbook is above $id, paired lower bound', exploit => {
    expect(margin(exploit, honest, seeds).low).toBeGreaterThan(0)
  })

  test('the playbook is above 50 random mixtures of the exploits, on seeds not used for tuning', () => {
    const held = seedsFrom(300_000, isFull ? 200 : 40)
    const ours = returnsOf(playbook, 'business', held)
    const margins = seedsFrom(0, 50).map(index => margin(mixture(index), ours, held).low)
    console.log(`smallest of 50 lower bounds: ${Math.min(...margins).toFixed(3)}`)
    expect(Math.min(...margins)).toBeGreaterThan(0)
  })
})

test('under the naive reward at least one exploit is above the playbook, which is why it is no default', () => {
  const seeds = seedsFrom(200_000, 100)
  const honest = returnsOf(playbook, 'naive', seeds)
  const above = exploits.filter(exploit => {
    const theirs = returnsOf(exploit, 'naive', seeds)
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
