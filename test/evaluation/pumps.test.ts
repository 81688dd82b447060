import { describe, expect, test } from 'vitest'
import { noiseKey, uniform } from '../../src/core/random.ts'
import { discreteActions, type Env, type Observation, policies } from '../../src/index.ts'
import { envWith, isFull, meanWithInterval, scenarioIds, seedsFrom } from './play.ts'

/** No pump: repeating an action, or a cycle of two or three, never raises the return. */

const playbook = policies.find(policy => policy.id === 'playbook')!
const unlimited = { stepsMax: 1_000, minutesMax: 1e6, truncateAfterSteps: 2_000 }
const ROUNDS = 50

/** Plays the playbook for some steps, so that there is something to repeat. */
function atStep(env: Env<Observation>, seed: number, steps: number): boolean {
  const policy = playbook.make(seed)
  let { observation, info } = env.reset({
    seed,
    options: { scenario: scenarioIds[seed % scenarioIds.length]! },
  })
  for (let done = 0; done < steps; done++) {
    const step = env.step(policy.act(observation, info).action)
    if (step.terminated) return false
    ;({ observation, info } = step)
  }
  return true
}

/** The rewards of each round of a cycle that ends where it began (the visible progress), until the case ends. */
function roundsOf(env: Env<Observation>, cycle: readonly number[]): number[] {
  const rounds: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const { progress } = env.observe()
    let sum = 0
    for (const action of cycle) {
      const step = env.step(action)
      if (step.terminated) return rounds
      sum += step.reward
    }
    if (round === 0 || env.observe().progress === progress) rounds.push(sum)
  }
  return rounds
}

const singles = discreteActions.map((_, index) => [index])
const cycles = seedsFrom(0, isFull ? 3_000 : 60).map(index => {
  const draw = (ordinal: number): number => uniform(index, noiseKey(3, 0), ordinal)
  return Array.from({ length: draw(9) < 0.5 ? 2 : 3 }, (_, at) =>
    Math.floor(draw(at) * discreteActions.length),
  )
})

describe.each(['business', 'shaped'] as const)('under %s', reward => {
  test('no repeated action or cycle earns anything after its first round', () => {
    const env = envWith({ ...unlimited, reward })
    let highest = -1
    let tried = 0
    for (const [index, cycle] of [...singles, ...cycles].entries()) {
      if (!atStep(env, 800_000 + index, [0, 4, 9][index % 3]!)) continue
      const [, ...later] = roundsOf(env, cycle)
      tried += 1
      for (const earned of later) {
        highest = Math.max(highest, earned)
        expect(
          earned,
          `seed ${800_000 + index}: ${cycle.map(at => discreteActions[at]!.name).join(', ')}`,
        ).toBeLessThanOrEqual(0)
      }
    }
    console.log(
      `${reward}: ${tried} cycles, up to ${ROUNDS} rounds each; the best later round earned ${highest.toFixed(4)}`,
    )
    expect(tried).toBeGreaterThan(100)
  })
})

test('saying a thing fifty times lowers the return of an otherwise honest episode', () => {
  const env = envWith(unlimited)
  const said = discreteActions.filter(({ name }) =>
    /^reply\.(greet|acknowledge|empathize|apologize|confirm|ask)/.test(name),
  )
  for (const { name } of said) {
    const action = discreteActions.findIndex(entry => entry.name === name)
    const differences = seedsFrom(810_000, 6).map(seed => {
      atStep(env, seed, 0)
      const plain = env.fork()
      let ended = false
      for (let round = 0; round < ROUNDS && !ended; round++) ended = env.step(action).terminated
      return (ended ? env.report().return : finish(env, seed)) - finish(plain, seed)
    })
    const { mean } = meanWithInterval(differences)
    expect(mean, name).toBeLessThan(0)
  }
})

function finish(env: Env<Observation>, seed: number): number {
  const policy = playbook.make(seed)
  let step = env.step({ type: 'reply', acts: [{ act: 'greet' }] })
  while (!step.terminated) step = env.step(policy.act(step.observation, step.info).action)
  return env.report().return
}
