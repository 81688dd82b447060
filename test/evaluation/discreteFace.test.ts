import { describe, expect, test } from 'vitest'
import { discreteActions, onDiscreteFace, policies } from '../../src/index.ts'
import { envWith, isFull, playEpisode, scenarioIds, seedsFrom } from './play.ts'

const limited = onDiscreteFace(policies.find(policy => policy.id === 'playbook')!)
const env = envWith()

describe.each(scenarioIds)('%s', scenario => {
  test('is resolved by a playbook that is limited to the discrete face', () => {
    const played = seedsFrom(110_000, 20).map(seed =>
      playEpisode(env, limited, { seed, options: { scenario } }),
    )
    const resolved = played.filter(({ report }) => report.outcomeSettled === 'resolved').length
    console.log(`${scenario}: the discrete playbook resolves ${resolved} of 20 seeds`)
    expect(played.flatMap(({ actions }) => actions).every(action => typeof action === 'number')).toBe(true)
    expect(resolved).toBeGreaterThanOrEqual(1)
  })
})

test('random play over the discrete face never crashes', () => {
  const random = policies.find(policy => policy.id === 'random')!
  const stepsWanted = isFull ? 1_000_000 : 10_000
  let steps = 0
  for (let seed = 120_000; steps < stepsWanted; seed++) {
    steps += playEpisode(env, random, { seed }).steps.length
  }
  console.log(`${steps.toLocaleString('en-US')} random steps over ${discreteActions.length} discrete actions`)
  expect(steps).toBeGreaterThanOrEqual(stepsWanted)
})
