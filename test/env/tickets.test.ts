import { describe, expect, it } from 'vitest'
import { type EnvConfig, makeEnv, type Observation, policyNamed, type Timestep } from '../../src/index.ts'
import { ID, played } from './customers.ts'

const seeds = Array.from({ length: 25 }, (_, index) => 300 + index)
const textOf = (value: unknown): string => JSON.stringify(value)

/** The steps of an episode at which a ticket was settled. */
function turns(steps: readonly Timestep<Observation>[]): readonly Timestep<Observation>[] {
  return steps.filter(({ info }) => info.ticketOutcome !== null)
}

describe.each(['settle', 'stream'] as const)('an episode of several tickets, delivered by %s', delivery => {
  const env = makeEnv(ID, { tickets: 3, delivery })

  it('goes on with the same customer until the last, or until they leave for good', () => {
    const lengths = new Set<number>()
    for (const seed of seeds) {
      const { report, steps } = played('playbook', seed, { in: env })
      const { customer, earlier } = report
      expect(customer.contacts).toBe(earlier.length + 1)
      expect(earlier.length === 2 || customer.churned).toBe(true)
      expect(turns(steps).map(({ info }) => info.ticketOutcome)).toEqual(
        [...earlier, report].map(({ outcomeSettled }) => outcomeSettled),
      )
      expect(turns(steps).map(({ info, terminated }) => [info.ticket, terminated])).toEqual([
        ...earlier.map((_, index) => [index + 1, false]),
        [earlier.length, true],
      ])
      expect(new Set([...earlier, report].map(({ archetype }) => archetype)).size).toBe(1)
      lengths.add(earlier.length + 1)
    }
    expect(lengths).toEqual(new Set([1, 2, 3]))
  })

  it('shows the first observation of the next ticket in the step that ends the one before', () => {
    for (const seed of seeds.slice(0, 8)) {
      const { steps } = played('playbook', seed, { in: env })
      for (const { observation, info, reward, terminated } of turns(steps)) {
        if (terminated) continue
        expect(observation).toMatchObject({ phase: 'open', messagesSent: 0, stepsLeft: 40, charges: null })
        expect(observation.transcript).toHaveLength(1)
        expect(info.outcome).toBeNull()
        expect(info.signals.at(-1)).toMatchObject({ kind: 'outcome', value: info.ticketOutcome })
        expect(reward).toBeCloseTo(
          Object.values(info.rewardTerms).reduce((sum, term) => sum + term, 0),
          12,
        )
        expect(info.events).toContain('settlement.completed')
        expect(info.events.at(-1)).not.toBe('settlement.completed')
      }
    }
  })

  it('counts return, costs, steps and time over all of them', () => {
    for (const seed of seeds.slice(0, 8)) {
      const { report, steps } = played('refund-all', seed, { in: env })
      const rewards = steps.reduce((sum, { reward }) => sum + reward, 0)
      const costs = steps.reduce((sum, { info }) => sum + info.costs.cost!, 0)
      expect(report.return).toBeCloseTo(rewards, 9)
      expect(steps.at(-1)!.info.return).toBe(report.return)
      expect(report.costSum).toBeCloseTo(costs, 9)
      const elapsedMs = steps.reduce((sum, { info }) => sum + info.elapsedMs, 0)
      expect(steps.at(-1)!.info.clockMs).toBeGreaterThanOrEqual(elapsedMs)
      expect(env.seed).toBe(seed)
    }
  })

  it('comes back with what was left unsolved, and is failed worse each time', () => {
    const seed = seeds.find(each => played('close-early', each, { in: env }).report.earlier.length === 2)!
    const { report } = played('close-early', seed, { in: env })
    const all = [...report.earlier, report]
    expect(new Set(all.map(({ scenario, cause, variant }) => `${scenario} ${cause} ${variant}`)).size).toBe(1)
    expect(report.customer.failures).toBe(3)
    const shown = played('close-early', seed, { in: env })
    const history = shown.report.customer.history.map(({ daysAgo }) => daysAgo)
    expect(history).toEqual([...history].sort((one, other) => one - other))
    expect(history[1]).toBeGreaterThanOrEqual(300)
  })

  it('is restored, forked and hashed in every ticket, and across them', () => {
    const seed = seeds.find(each => played('playbook', each, { in: env }).report.earlier.length === 2)!
    const policy = policyNamed('playbook').make(seed)
    let { observation, info } = env.reset({ seed })
    let reached = 0
    for (let done = false; !done; ) {
      const fork = env.fork()
      const restored = makeEnv(ID, { tickets: 3, delivery })
      restored.restore(JSON.parse(textOf(env.snapshot())))
      const { action } = policy.act(observation, info)
      const step = env.step(action)
      const others = [fork, restored].map(other => [
        textOf(other.step(action)),
        other.stateHash(),
        other.seed,
      ])
      for (const other of others) expect(other).toEqual([textOf(step), env.stateHash(), seed])
      ;({ observation, info } = step)
      reached = Math.max(reached, info.ticket)
      done = step.terminated
      if (done) expect(textOf(fork.report())).toBe(textOf(env.report()))
    }
    expect(reached).toBe(2)
  })
})

describe('episodes of several tickets', () => {
  it('have the same signals, truth and return whenever they are delivered', () => {
    for (const seed of seeds.slice(0, 10)) {
      const [settle, stream] = (['settle', 'stream'] as const).map(delivery => {
        const { report, steps } = played('playbook', seed, { in: makeEnv(ID, { tickets: 2, delivery }) })
        const { stateHash: _, return: sum, costSum: __, earlier, ...truth } = report
        // Steps are numbered with the waits of a stream among them; what each step weighs is the same.
        const signals = steps.flatMap(({ info }) =>
          info.signals.map(({ causes, ...signal }) => ({
            ...signal,
            weights: causes.map(({ weight }) => weight),
          })),
        )
        return {
          sum,
          truth,
          outcomes: earlier.map(({ outcome }) => outcome),
          signals: signals.map(textOf).sort(),
        }
      })
      expect(stream!.signals).toEqual(settle!.signals)
      expect(stream!.outcomes).toEqual(settle!.outcomes)
      expect(stream!.sum).toBeCloseTo(settle!.sum, 9)
      expect({ ...stream!.truth, customer: null }).toEqual({ ...settle!.truth, customer: null })
    }
  })

  it('tell the steps that caused a signal by their number in the episode', () => {
    const { steps } = played('playbook', seeds[1]!, { in: makeEnv(ID, { tickets: 2 }) })
    const [first, last] = turns(steps).map(({ info }) => info.signals.at(-1)!)
    const firstSteps = steps.findIndex(({ info }) => info.ticketOutcome !== null) + 1
    expect(first!.causes.map(({ step }) => step)).toEqual([...Array(firstSteps + 1).keys()])
    expect(last!.causes.map(({ step }) => step)).toEqual([
      0,
      ...Array.from({ length: steps.length - firstSteps }, (_, index) => firstSteps + index + 1),
    ])
    expect(first!.ticketId).not.toBe(last!.ticketId)
  })

  it('begin as an episode of one ticket does', () => {
    for (const seed of seeds.slice(0, 5)) {
      const [one, three] = [1, 3].map(tickets => textOf(makeEnv(ID, { tickets }).reset({ seed })))
      expect(three).toBe(one)
    }
  })

  it('are cut off by the outer limit wherever they are', () => {
    const env = makeEnv(ID, { tickets: 3, truncateAfterSteps: 3 })
    const cut = seeds.map(seed => {
      const agent = policyNamed('close-early').make(seed)
      let step = env.step(agent.act(...shown(env.reset({ seed }))).action)
      while (!step.terminated && !step.truncated) step = env.step(agent.act(...shown(step)).action)
      return step
    })
    const within = cut.find(({ truncated, info }) => truncated && info.ticket === 1)!
    expect(within.observation.stepsLeft).toBe(39)
    expect(within.info.outcome).toBeNull()
  })

  it.each([
    [
      { tickets: 2, delivery: 'deferred' },
      /tickets: expected 1 with delivery "deferred".*use "settle" or "stream"/,
    ],
    [{ tickets: 0 }, /tickets/],
    [{ tickets: 4 }, /tickets/],
  ] as [EnvConfig, RegExp][])('are refused as %o', (config, message) => {
    expect(() => makeEnv(ID, config)).toThrow(message)
  })
})

function shown<Obs, Info>({ observation, info }: { observation: Obs; info: Info }): [Obs, Info] {
  return [observation, info]
}
