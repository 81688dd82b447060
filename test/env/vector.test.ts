import { describe, expect, it } from 'vitest'
import { uniform } from '../../src/core/random.ts'
import {
  type AutoresetMode,
  autoresetModes,
  type Env,
  type ResetResult,
  type Timestep,
} from '../../src/env/index.ts'
import { type EnvConfig, makeEnv, makeVectorEnv, type VectorConfig } from '../../src/make.ts'

const ID = 'billing-support-v4'
const COUNT = 5

/** A possible action, now and then an impossible one; 40 means that close comes often enough for episodes to end. */
function choose(mask: Uint8Array, index: number, step: number): number {
  const u = uniform(99, index, step)
  if (u < 0.05) return Math.floor((u / 0.05) * mask.length)
  const possible = [...mask.keys()].filter(action => mask[action] === 1)
  return possible[Math.floor(uniform(100, index, step) * possible.length)] ?? 0
}

/** What n single envs do under an autoreset mode, written down as plainly as possible. */
class Reference {
  readonly envs: Env<Float32Array>[]
  readonly ended: boolean[]
  current: (ResetResult<Float32Array> | Timestep<Float32Array>)[] = []
  final: (Float32Array | null)[]

  readonly mode: AutoresetMode

  constructor(config: EnvConfig, mode: AutoresetMode) {
    this.mode = mode
    this.envs = Array.from({ length: COUNT }, () => makeEnv(ID, { ...config, observation: 'float' }))
    this.ended = this.envs.map(() => false)
    this.final = this.envs.map(() => null)
  }

  reset(seed: number): void {
    this.current = this.envs.map((env, index) => env.reset({ seed: seed + index }))
  }

  step(actions: readonly number[]): void {
    this.envs.forEach((env, index) => {
      this.final[index] = null
      if (this.ended[index]) {
        this.ended[index] = false
        this.current[index] = env.reset()
        return
      }
      const made = env.step(actions[index]!)
      this.current[index] = made
      if (!made.terminated && !made.truncated) return
      if (this.mode !== 'SameStep') this.ended[index] = true
      else {
        this.final[index] = made.observation
        const begun = env.reset()
        this.current[index] = {
          ...made,
          observation: begun.observation,
          info: { ...made.info, actionMask: begun.info.actionMask },
        }
      }
    })
  }
}

/** Equal to the bit; told element by element only where they are not, for that takes long. */
function expectBytes(actual: Float32Array | Uint8Array, expected: Float32Array | Uint8Array): void {
  const [one, other] = [actual, expected].map(({ buffer, byteOffset, byteLength }) =>
    Buffer.from(buffer, byteOffset, byteLength),
  )
  if (!one!.equals(other!)) expect([...actual]).toEqual([...expected])
  expect(one!.equals(other!)).toBe(true)
}

function expectSame(vector: ReturnType<typeof makeVectorEnv>, reference: Reference): void {
  const { observationLength, actionCount, costNames } = vector
  reference.current.forEach((made, index) => {
    const row = vector.observations.subarray(index * observationLength, (index + 1) * observationLength)
    expectBytes(row, made.observation)
    const mask = vector.masks.subarray(index * actionCount, (index + 1) * actionCount)
    expectBytes(mask, made.info.actionMask)
    const step = 'reward' in made ? made : null
    expect(vector.rewards[index]).toBe(step?.reward ?? 0)
    expect(vector.terminations[index]).toBe(step?.terminated ? 1 : 0)
    expect(vector.truncations[index]).toBe(step?.truncated ? 1 : 0)
    costNames.forEach((name, at) => {
      expect(vector.costs[index * costNames.length + at]).toBe(step?.info.costs[name] ?? 0)
    })
    expect(vector.seedOf(index)).toBe(reference.envs[index]!.seed)
    const final = reference.final[index]
    if (final != null) {
      const start = index * observationLength
      expectBytes(vector.finalObservations.subarray(start, start + observationLength), final)
    }
  })
}

const configs: [string, VectorConfig][] = [
  ['as it ships', {}],
  ['cut off after 7 steps', { truncateAfterSteps: 7 }],
  ['with signals streamed', { delivery: 'stream' }],
  ['with two tickets an episode', { tickets: 2 }],
  ['with three, streamed', { tickets: 3, delivery: 'stream' }],
]

describe('A vector env', () => {
  describe.each(configs)('%s', (_, config) => {
    it.each(autoresetModes)('does step for step what single envs do, with autoreset %s', mode => {
      const vector = makeVectorEnv(ID, COUNT, { ...config, autoreset: mode })
      const reference = new Reference(config, mode)
      vector.reset({ seed: 31 })
      reference.reset(31)
      expectSame(vector, reference)
      let endings = 0
      for (let step = 0; step < 120; step++) {
        const actions = reference.current.map((made, index) => choose(made.info.actionMask, index, step))
        if (mode === 'Disabled' && reference.ended.some(Boolean)) {
          const mask = Uint8Array.from(reference.ended, ended => (ended ? 1 : 0))
          vector.reset({ mask })
          reference.ended.forEach((ended, index) => {
            if (!ended) return
            reference.ended[index] = false
            reference.current[index] = reference.envs[index]!.reset()
          })
        } else {
          vector.step(actions)
          reference.step(actions)
          endings += [...vector.terminations, ...vector.truncations].reduce((sum, flag) => sum + flag, 0)
        }
        expectSame(vector, reference)
      }
      expect(endings).toBeGreaterThan(COUNT)
    })
  })

  it('writes into the buffers it was given', () => {
    const shared = new SharedArrayBuffer(8 * 2)
    const rewards = new Float64Array(shared)
    const vector = makeVectorEnv(ID, 2, { buffers: { rewards } })
    vector.reset({ seed: 1, options: { scenario: 'duplicate-charge-v1' } })
    vector.step([0, 0])
    expect(vector.rewards).toBe(rewards)
    expect(new Float64Array(shared)[0]).not.toBe(0)
  })

  it('takes a seed for each env, and goes on with the series of each', () => {
    const vector = makeVectorEnv(ID, 2)
    vector.reset({ seed: [7, 700] })
    const single = makeEnv(ID)
    single.reset({ seed: 700 })
    single.reset()
    vector.reset()
    expect(vector.seedOf(1)).toBe(single.seed)
  })
})

describe('A vector env refuses, and moves nothing', () => {
  const begun = (config: VectorConfig = {}) => {
    const vector = makeVectorEnv(ID, 2, config)
    vector.reset({ seed: 1 })
    return vector
  }

  it.each([
    ['the wrong number of actions', [0], /Expected 2 actions, one for each env, got 1/],
    ['an action that is not there', [0, 999], /Env 1: expected an action index from 0 to \d+, got 999/],
    ['an action that is no integer', [Number.NaN, 0], /Env 0: expected an action index/],
  ])('%s', (_, actions, message) => {
    const vector = begun()
    const before = vector.observations.slice()
    expect(() => vector.step(actions)).toThrow(message)
    expect(vector.observations).toEqual(before)
  })

  it('a step before a reset, after an end, and after close', () => {
    expect(() => makeVectorEnv(ID, 2).step([0, 0])).toThrow(/Env 0 has no episode/)
    const ended = begun({ autoreset: 'Disabled', truncateAfterSteps: 1 })
    ended.step([0, 0])
    expect(() => ended.step([0, 0])).toThrow(/Env 0 is truncated, and autoreset is disabled/)
    ended.close()
    expect(() => ended.step([0, 0])).toThrow(/closed vector env/)
  })

  it('seeds, masks, buffers, counts and deliveries that do not fit', () => {
    expect(() => begun().reset({ seed: [1] })).toThrow(/seed: expected 2 entries/)
    expect(() => begun().reset({ mask: new Uint8Array(3) })).toThrow(/mask: expected 2 entries/)
    expect(() => begun().reset({ seed: -1 })).toThrow(/safe integer/)
    expect(() => makeVectorEnv(ID, 2, { buffers: { rewards: new Float64Array(3) } })).toThrow(
      /buffers.rewards: expected a Float64Array of length 2, got a Float64Array of length 3/,
    )
    expect(() => makeVectorEnv(ID, 0)).toThrow(/count/)
    expect(() => makeVectorEnv(ID, 2, { delivery: 'deferred' })).toThrow(/deferred signals are collected/)
    const typed = { observation: 'typed' } as VectorConfig
    expect(() => makeVectorEnv(ID, 2, typed)).toThrow(/a vector env has no other face/)
    expect(() => makeVectorEnv('nothing-v1', 2)).toThrow(/nothing-v1/)
  })
})
