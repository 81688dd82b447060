import { describe, expect, it } from 'vitest'
import { makeEnv, policyNamed, resultOf } from '../../src/index.ts'
import {
  joinSignals,
  recordEpisode,
  replayTrajectory,
  TraceConfig,
  trajectoryText,
} from '../../src/trace/index.ts'
import { stateAfter } from '../env/customers.ts'
import { read, recorded } from './recording.ts'

const seeds = Array.from({ length: 12 }, (_, index) => 700 + index)

describe.each([2, 3])('an episode of %i tickets', tickets => {
  it.each(['settle', 'stream'] as const)('is recorded and replays, delivered by %s', async delivery => {
    let several = 0
    for (const seed of seeds) {
      const { trajectory, report } = recorded('playbook', { seed, config: { delivery, tickets } })
      const [again] = await read(trajectoryText(trajectory))
      expect(replayTrajectory(again!).difference).toBeNull()
      const { end, steps } = again!
      if (end.outcome === null) throw new Error('expected a settled episode')
      const cases = [...report!.earlier, report!]
      expect(steps.filter(({ ticketOutcome }) => ticketOutcome !== undefined)).toHaveLength(cases.length - 1)
      if (cases.length === 1) expect(end.tickets).toBeUndefined()
      else {
        several += 1
        expect(end.tickets!.map(({ scenario, outcome }) => [scenario, outcome])).toEqual(
          cases.map(({ scenario, outcomeSettled }) => [scenario, outcomeSettled]),
        )
      }
    }
    expect(several).toBeGreaterThan(5)
  })

  it('has its signals joined with their causing steps: the same under both deliveries', () => {
    for (const policy of ['playbook', 'promise-and-close', 'refund-all']) {
      for (const seed of seeds.slice(0, 6)) {
        const [settle, stream] = (['settle', 'stream'] as const).map(delivery => {
          const { trajectory } = recorded(policy, { seed, config: { delivery, tickets } })
          const rewards = joinSignals(trajectory, trajectory.signals)
          expect(rewards.reduce((sum, reward) => sum + reward, 0)).toBeCloseTo(trajectory.end.return, 9)
          return rewards.filter((_, t) => trajectory.steps[t]!.executed?.type !== 'wait_for_next_signal')
        })
        expect(stream).toHaveLength(settle!.length)
        for (const [index, reward] of settle!.entries()) expect(stream![index]).toBeCloseTo(reward, 9)
      }
    }
  })

  it('is summed up by its last ticket, but for steps and return', () => {
    for (const seed of seeds) {
      const { trajectory, report } = recorded('promise-and-close', { seed, config: { tickets } })
      const result = resultOf(trajectory)
      expect(result).toMatchObject({ steps: trajectory.steps.length, return: report!.return })
      const { customer } = report!
      expect(result.settled!.reopened).toBe(customer.history[0]!.reopened)
      if (result.settled!.churned90d === true) expect(customer.churned).toBe(true)
      expect(result.settled!.outcome).toBe(report!.outcomeSettled)
    }
  })
})

it('an episode of a customer who comes back replays from its own recording', async () => {
  const config = TraceConfig.parse({})
  for (const options of [{}, { scenario: 'downgrade-v1' }]) {
    const customer = stateAfter('close-early', 701)
    const { trajectory } = recordEpisode(makeEnv('billing-support-v4'), policyNamed('playbook').make(9), {
      seed: 9,
      options: { customer, ...options },
      config,
      policy: 'playbook',
    })
    const [again] = await read(trajectoryText(trajectory))
    expect(again!.header.customer).toEqual(customer)
    expect(replayTrajectory(again!).difference).toBeNull()
  }
})
