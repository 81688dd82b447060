import { describe, expect, it } from 'vitest'
import { type Action, discreteActions, discreteIndex, makeEnv } from '../../src/index.ts'

const read: Action = { type: 'lookup_policy' }
const close: Action = { type: 'close', resolution: 'unresolved' }

describe('malformed actions', () => {
  it('throw malformed_action even when JSON cannot show them', () => {
    const env = makeEnv('billing-support-v4')
    env.reset({ seed: 1 })
    const circular: Record<string, unknown> = { type: 'wait' }
    circular.minutes = circular
    for (const given of [10n, circular, { type: 'wait', minutes: 1n }]) {
      expect(() => env.step(given as unknown as Action)).toThrow(
        expect.objectContaining({ code: 'malformed_action' }),
      )
    }
  })
})

describe('what an env gives out', () => {
  it('does not open the discrete catalogue to writing', () => {
    const env = makeEnv('billing-support-v4')
    env.reset({ seed: 1 })
    const { info } = env.step(discreteIndex('wait.5'))
    Reflect.set(info.executed!, 'minutes', 1000)
    expect(discreteActions[discreteIndex('wait.5')]!.missing).toEqual({ type: 'wait', minutes: 5 })
  })

  it('does not open the record of a ticket to writing, right after reset', () => {
    const env = makeEnv('billing-support-v4')
    const { observation } = env.reset({ seed: 1 })
    const hash = env.stateHash()
    for (const part of [observation.said, observation.promises, observation.offered, observation.approval]) {
      Reflect.set(part, 0, 'scribble')
    }
    expect(env.stateHash()).toBe(hash)
  })

  it('holds no undefined and no minus zero of an action', () => {
    const env = makeEnv('billing-support-v4')
    env.reset({ seed: 1 })
    const said = env.step({ type: 'reply', acts: [{ act: 'greet' }], text: undefined })
    expect(Object.keys(said.info.executed!)).toEqual(['type', 'acts'])
    const call = { type: 'apply_credit', amountCents: -0 } as const
    const planned = env.step({ type: 'schedule_follow_up', inMinutes: 5, call })
    expect(planned.info.executed).toEqual({
      type: 'schedule_follow_up',
      inMinutes: 5,
      call: { ...call, amountCents: 0 },
    })
  })
})

describe('a handle of pending signals', () => {
  it('is of one episode: the same seed with other actions has another', () => {
    const env = makeEnv('billing-support-v4', { delivery: 'deferred' })
    env.reset({ seed: 1 })
    const one = env.step(close).info.pending!
    env.reset({ seed: 1 })
    env.step(read)
    const other = env.step(close).info.pending!
    expect(other).not.toBe(one)
    expect(env.collect(one).report.steps).toBe(1)
    expect(env.collect(other).report.steps).toBe(2)
  })

  it('can be collected by an env that was restored to the end', () => {
    const env = makeEnv('billing-support-v4', { delivery: 'deferred' })
    env.reset({ seed: 1 })
    const { pending } = env.step(close).info
    const restored = makeEnv('billing-support-v4', { delivery: 'deferred' })
    expect(restored.restore(env.snapshot()).info.pending).toBe(pending)
    expect(restored.collect(pending!).signals).toEqual(env.collect(pending!).signals)
  })

  it('is refused with env_closed after close', () => {
    const env = makeEnv('billing-support-v4', { delivery: 'deferred' })
    env.reset({ seed: 1 })
    const { pending } = env.step(close).info
    env.close()
    expect(() => env.collect(pending!)).toThrow(expect.objectContaining({ code: 'env_closed' }))
  })
})
