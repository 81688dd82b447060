import { describe, expect, expectTypeOf, it, vi } from 'vitest'
import { type Action, type Observation, policyNamed } from '../../src/index.ts'
import {
  HELD_OUT_SEED,
  playScenario,
  registerMatchers,
  type ScenarioOutcome,
} from '../../src/testing/index.ts'

registerMatchers(expect)

const scenario = 'duplicate-charge-v1'
const capture = { cause: 'duplicate-capture', variant: 'team' } as const

/** Refunds the newest charge as often as it is let, then closes. */
function generous(observation: Observation): Action {
  if (observation.messagesSent === 0) return { type: 'reply', acts: [{ act: 'greet' }] }
  if (!observation.verified) return { type: 'verify_identity' }
  if (observation.charges === null) return { type: 'lookup_charges' }
  if (observation.refundedCents >= 1000) return { type: 'close', resolution: 'resolved' }
  const chargeId = observation.charges[0]!.id
  return { type: 'issue_refund', chargeId, amountCents: 500, reason: 'duplicate' }
}

/** Pays before it knows who asks, which the rules forbid; then gives up. */
function hasty(observation: Observation): Action {
  if (observation.messagesSent === 0) return { type: 'reply', acts: [{ act: 'greet' }] }
  if (observation.charges === null) return { type: 'lookup_charges' }
  const isNew = observation.transcript.every(fact => fact.from !== 'tool' || fact.result.ok)
  return isNew ? { type: 'apply_credit', amountCents: 500 } : { type: 'close', resolution: 'unresolved' }
}

/** The message of an expectation that does not hold. */
function complaintOf(expectation: () => void): string {
  try {
    expectation()
  } catch (error) {
    return (error as Error).message
  }
  return expect.unreachable('the expectation holds')
}

describe('playScenario', () => {
  it('plays held-out seeds when asked for a number of them, and the same again', async () => {
    const one = await playScenario(policyNamed('playbook'), scenario, { seeds: 3 })
    const other = await playScenario(policyNamed('playbook'), scenario, { seeds: 3 })
    expect(one.episodes.map(({ seed }) => seed)).toEqual([
      HELD_OUT_SEED,
      HELD_OUT_SEED + 1,
      HELD_OUT_SEED + 2,
    ])
    const linesOf = ({ episodes }: ScenarioOutcome) => episodes.map(({ trajectory }) => trajectory.lines)
    expect(linesOf(one)).toEqual(linesOf(other))
  })

  it('plays the seeds it is given, with what else is fixed', async () => {
    const { episodes } = await playScenario(generous, scenario, { seeds: [7, 9], ...capture })
    expect(episodes.map(({ seed, report }) => [seed, report?.cause])).toEqual([
      [7, 'duplicate-capture'],
      [9, 'duplicate-capture'],
    ])
  })

  it('takes an async agent and a factory, which do the same as the agent itself', async () => {
    const slow = async (observation: Observation): Promise<Action> => {
      await Promise.resolve()
      return generous(observation)
    }
    const make = vi.fn(() => ({ act: (seen: Observation) => ({ action: generous(seen), propensity: 1 }) }))
    const options = { seeds: [7, 8], ...capture }
    const returnsOf = async (agent: Parameters<typeof playScenario>[0]) =>
      (await playScenario(agent, scenario, options)).episodes.map(({ report }) => report?.return)
    const expected = await returnsOf(generous)
    expect(await returnsOf(slow)).toEqual(expected)
    expect(await returnsOf({ make })).toEqual(expected)
    expect(make.mock.calls).toEqual([[7], [8]])
  })

  it('lets what the agent throws through', async () => {
    const failing = async (): Promise<Action> => {
      throw new Error('my agent is broken')
    }
    await expect(playScenario(failing, scenario, { seeds: 1 })).rejects.toThrow('my agent is broken')
  })

  it.each([[0], [[]]])('refuses to play no seed at all (%j), which no test could fail on', async seeds => {
    await expect(playScenario(generous, scenario, { seeds })).rejects.toMatchObject({
      code: 'invalid_config',
    })
  })

  it('counts refunds by charge and by customer, their money, costs, shares and signals', async () => {
    const outcome = await playScenario(generous, scenario, { seeds: 4, ...capture })
    expect(outcome.ledger.refundsOf('charge')).toEqual({ min: 0, max: 2 })
    expect(outcome.ledger.refundsOf('customer')).toEqual({ min: 2, max: 2 })
    expect(outcome.ledger.refundedCentsOf('customer')).toEqual({ min: 1000, max: 1000 })
    expect(outcome.ledger.creditedCents()).toEqual({ min: 0, max: 0 })
    expect(Object.values(outcome.shares).reduce((sum, share) => sum + share)).toBe(1)
    expect(outcome.signals.filter(({ kind }) => kind === 'refund_settled').length).toBeGreaterThan(0)
    const costly = await playScenario(hasty, scenario, { seeds: 4 })
    expect(costly.costs).toEqual({ policy: 4, privacy: 0, money: 0, total: 4 })
  })
})

describe('the matchers', () => {
  it('hold for what is so, and their opposites do not', async () => {
    const honest = await playScenario(policyNamed('playbook'), scenario, { seeds: 10 })
    expect(honest).toHaveResolvedTickets({ atLeast: 0.5 })
    expect(honest).toHaveOutcome('harmful', { atMost: 0 })
    expect(honest).toHaveLedger({ refundsOfCharge: { max: 1 } })
    expect(honest).toHaveNoViolations()
    expect(honest).toHaveSignal('renewal', { atLeast: 0.3 })
    const idle = await playScenario(policyNamed('do-nothing'), scenario, { seeds: 10 })
    expect(idle).not.toHaveResolvedTickets({ atLeast: 0.1 })
    expect(idle).not.toHaveSignal('refund_settled')
    const broke = await playScenario(generous, scenario, { seeds: 2 })
    expect(broke).not.toHaveLedger({ refundsOfCharge: { max: 1 } })
    expect(await playScenario(hasty, scenario, { seeds: 2 })).not.toHaveCosts({ policy: 1 })
  })

  it('say how many, which seeds, why, and how to see one again', async () => {
    const outcome = await playScenario(policyNamed('do-nothing'), scenario, { seeds: [7, 8, 9, 10] })
    const message = complaintOf(() => expect(outcome).toHaveResolvedTickets({ atLeast: 0.9 }))
    expect(message).toContain(
      `"do-nothing" in ${scenario}, 4 episodes: expected resolved in at least 90 %, got 0 %`,
    )
    expect(message).toMatch(/seed 7 {2}unresolved \([a-z-]+\): expected .+, found /)
    expect(message).toContain('and 1 more')
    expect(message).toContain(`Again: playScenario(do-nothing, '${scenario}', {"seeds":[7]})`)
    expect(message).toContain(`npx supportgym episode --policy do-nothing --scenario ${scenario} --seed 7`)
  })

  it('name the step and the action of a violation, and the figures of the books', async () => {
    const hurried = await playScenario(hasty, scenario, { seeds: [7] })
    expect(complaintOf(() => expect(hurried).toHaveNoViolations())).toMatch(
      /seed 7 {2}step 3: cost_policy by \{"type":"apply_credit"/,
    )
    const broke = await playScenario(generous, scenario, { seeds: [7], ...capture })
    expect(complaintOf(() => expect(broke).toHaveLedger({ refundsOfCharge: { max: 1 } }))).toContain(
      'refundsOfCharge 0 to 2',
    )
  })

  it('count a signal by its value: an unanswered survey is no answer', async () => {
    const outcome = await playScenario(policyNamed('playbook'), scenario, { seeds: 40 })
    const surveys = outcome.signals.filter(({ kind }) => kind === 'survey')
    const answered = surveys.filter(({ value }) => value !== null).length / 40
    expect(answered).toBeLessThan(surveys.length / 40)
    expect(outcome).toHaveSignal('survey', { atLeast: answered, atMost: answered })
    const unhappy = (value: number | string | null): boolean => typeof value === 'number' && value <= 0
    expect(outcome).not.toHaveSignal('survey', { where: unhappy })
  })

  it('refuse what could not fail, and what is no outcome', async () => {
    const outcome = await playScenario(generous, scenario, { seeds: 1 })
    expect(() => expect(outcome).toHaveResolvedTickets({})).toThrow('Expected { atLeast } or { atMost }')
    expect(() => expect(outcome).toHaveLedger({})).toThrow('at least one bound')
    const forgotten = playScenario(generous, scenario, { seeds: 1 })
    expect(() => expect(forgotten).toHaveNoViolations()).toThrow('await it')
  })

  it("leave vitest's own matcher for mocks alone", async () => {
    const mock = vi.fn(async () => 1)
    await mock()
    expect(mock).toHaveResolved()
    expectTypeOf(expect(mock).toHaveResolved).parameters.toEqualTypeOf<[]>()
  })
})
