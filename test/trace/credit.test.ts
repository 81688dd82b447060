import { describe, expect, it } from 'vitest'
import { makeEnv, policies, policyNamed } from '../../src/index.ts'
import { joinSignals, recordEpisode, TraceConfig } from '../../src/trace/index.ts'
import { recorded } from './recording.ts'

const deliveries = ['settle', 'stream', 'deferred'] as const
const seeds = Array.from({ length: 6 }, (_, seed) => seed)
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

describe('rewards joined with their signals', () => {
  it.each(deliveries)('sum to the return under %s', delivery => {
    for (const { id } of policies) {
      for (const seed of seeds) {
        const { trajectory } = recorded(id, { seed, config: { delivery } })
        const rewards = joinSignals(trajectory, trajectory.signals)
        expect(sum(rewards), `${id}, seed ${seed}`).toBeCloseTo(trajectory.end.return, 9)
      }
    }
  })

  it('are the same whenever the signals were reported', () => {
    for (const { id } of policies) {
      for (const seed of seeds) {
        const [settle, stream, deferred] = deliveries.map(delivery => {
          const { trajectory } = recorded(id, { seed, config: { delivery } })
          return joinSignals(trajectory, trajectory.signals)
        })
        settle!.forEach((reward, index) => {
          expect(stream![index], `${id}, seed ${seed}, step ${index + 1}`).toBeCloseTo(reward, 9)
          expect(deferred![index], `${id}, seed ${seed}, step ${index + 1}`).toBeCloseTo(reward, 9)
        })
      }
    }
  })

  it('go to the causing steps in proportion to |weight|, whatever its sign', () => {
    const { trajectory } = recorded('close-early', { config: { delivery: 'deferred' } })
    const [first, second] = trajectory.steps.map(({ reward }) => reward)
    const causes = [
      { step: 0, weight: 100 },
      { step: 1, weight: -3 },
      { step: 2, weight: 1 },
    ]
    const end = { ...trajectory.end, return: first! + second! + 0.4 }
    const rewards = joinSignals({ ...trajectory, end }, [{ step: null, causes, reward: 0.4 }])
    expect(rewards[0]).toBeCloseTo(first! + 0.3, 12)
    expect(rewards[1]).toBeCloseTo(second! + 0.1, 12)
  })

  it('go to the last step where no step moved the signal', () => {
    const { trajectory } = recorded('close-early', { config: { delivery: 'deferred' } })
    const [first, second] = trajectory.steps.map(({ reward }) => reward)
    const end = { ...trajectory.end, return: first! + second! - 1 }
    const causes = [{ step: 0, weight: 2 }]
    expect(joinSignals({ ...trajectory, end }, [{ step: null, causes, reward: -1 }])).toEqual([
      first,
      expect.closeTo(second! - 1, 12),
    ])
  })

  it('put most on the explanation when that resolved the case', () => {
    const { trajectory } = recorded('playbook', { seed: 7, scenario: 'duplicate-charge-v1' })
    expect(trajectory.end.outcome).toBe('resolved')
    const joined = joinSignals(trajectory, trajectory.signals)
    const best = trajectory.steps[joined.indexOf(Math.max(...joined))]!
    expect(JSON.stringify(best.executed)).toContain('"act":"explain"')
  })
})

describe('the lines of signals', () => {
  it.each(deliveries)('and of steps hold the whole return under %s, each reward once', delivery => {
    for (const { id } of policies) {
      for (const seed of seeds) {
        const { steps, signals, end } = recorded(id, { seed, config: { delivery } }).trajectory
        const late = signals.filter(({ step }) => step === null)
        expect(late.length > 0, 'collected').toBe(delivery === 'deferred')
        const whole = sum([...steps, ...late].map(({ reward }) => reward))
        expect(whole, `${id}, seed ${seed}`).toBeCloseTo(end.return, 9)
      }
    }
  })

  it('hold what the step was rewarded for them, to the last digit that counts', () => {
    for (const seed of seeds) {
      const { trajectory } = recorded('refund-all', { seed })
      const { outcome = 0, satisfaction = 0, retention = 0 } = trajectory.steps.at(-1)!.terms
      const own = trajectory.signals.filter(({ signal }) => signal !== 'promise_broken')
      expect(sum(own.map(({ reward }) => reward))).toBeCloseTo(outcome + satisfaction + retention, 9)
    }
  })

  it('are refused when the env has another reward than its config says', () => {
    const env = makeEnv('billing-support-v4', { reward: 'sparse' })
    const given = { seed: 1, config: TraceConfig.parse({}), policy: 'playbook' }
    expect(() => recordEpisode(env, policyNamed('playbook').make(1), given)).toThrow(
      expect.objectContaining({ code: 'invalid_config' }),
    )
  })
})
