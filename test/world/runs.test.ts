import { describe, expect, it } from 'vitest'
import type { Statechart } from '../../src/core/chart.ts'
import { DAY_MS, MINUTE_MS } from '../../src/core/clock.ts'
import { interpret } from '../../src/core/interpret.ts'
import {
  askedEachTime,
  createEnv,
  type Observation,
  type Setting,
  type Timestep,
} from '../../src/env/index.ts'
import { guardrails, type Rule, requires } from '../../src/guardrails/index.ts'
import { type Policy, policies } from '../../src/policies/index.ts'
import { loadCatalogue, loadPersonaPack } from '../../src/scenarios/index.ts'
import type { Approver } from '../../src/world/station.ts'
import { type ChartView, supportMachine } from '../../src/world/support.machine.ts'
import { shippedSetting } from '../env/setting.ts'
import { type Agent, agents } from './agents.ts'
import { stateValueOf, transitions, transitionsTaken } from './explore.ts'

const catalogue = loadCatalogue()
const pack = loadPersonaPack()
const taken = new Set<string>()

/** The chart, with an account of the transitions that are taken. */
function recording(chart: Statechart<ChartView>): Statechart<ChartView> {
  return {
    ...chart,
    send(configuration, event, view) {
      const leaves = configuration.map((leaf, region) => chart.leaves[chart.regions[region]!]![leaf]!)
      const possible = transitions.filter(each => each.event === event && leaves.includes(each.state))
      if (possible.some(({ id }) => !taken.has(id))) {
        const at = { value: stateValueOf(chart, configuration), view }
        for (const id of transitionsTaken(supportMachine, at, event)) taken.add(id)
      }
      return chart.send(configuration, event, view)
    },
  }
}

function settingWith(given: Partial<Setting> = {}): Setting {
  const chart = recording(interpret<ChartView>(supportMachine))
  return {
    ...shippedSetting(),
    catalogue,
    pack,
    chart,
    legality: askedEachTime(chart),
    ...given,
  }
}

/** Any refund above a cent has to be approved, within a time. */
function approveRefunds(ttlMs: number): Rule {
  return {
    id: 'every-refund',
    text: 'Every refund above a cent has to be approved.',
    blocks: () => false,
    check: (action, { approved }) =>
      action.type === 'issue_refund' && action.amountCents > 1 && !approved
        ? { kind: 'approve', rule: 'every-refund', queue: 'refunds', ttlMs, onTimeout: 'deny' }
        : { kind: 'allow' },
  }
}

function strict(ttlMs: number) {
  return guardrails([requires('issue_refund').after('verify_identity'), approveRefunds(ttlMs)])
}

const grants: Approver = () => ({ latencyMs: 15 * MINUTE_MS, granted: true })
const denies: Approver = () => ({ latencyMs: 15 * MINUTE_MS, granted: false })
const sleeps: Approver = () => ({ latencyMs: 20 * DAY_MS, granted: true })
const budget = { stepsMax: 60, minutesMax: 40 * 24 * 60 }
const patient = strict(60 * MINUTE_MS)

interface Runs {
  readonly setting: Setting
  readonly seeds: number
  readonly agents: Readonly<Record<string, (seed: number) => Agent>>
}

/** Seeds in each scenario: as many as take every transition, and more in full size. */
const isFull = process.env.SUPPORTGYM_FULL === '1'
const SEEDS = isFull ? 10 : 5
const POLICY_SEEDS = isFull ? 3 : 1

const runs: Readonly<Record<string, Runs>> = {
  'as it ships': { setting: settingWith(), seeds: SEEDS, agents },
  'with signals that arrive step by step': {
    setting: settingWith({ delivery: 'stream' }),
    seeds: 1,
    agents: only('gives credit'),
  },
  'where refunds are approved': {
    setting: settingWith({ guardrails: patient, approver: grants, budget }),
    seeds: SEEDS,
    agents: only(
      'does in every phase what it did least',
      'explains until it is believed, then asks for a refund it may not give',
    ),
  },
  'where refunds are denied': {
    setting: settingWith({ guardrails: patient, approver: denies, budget }),
    seeds: 2,
    agents: only('asks for a refund it may not give'),
  },
  'where approvals expire': {
    setting: settingWith({ guardrails: strict(5 * MINUTE_MS), approver: sleeps, budget }),
    seeds: 2,
    agents: only('asks for a refund it may not give'),
  },
}

function only(...names: readonly string[]): Runs['agents'] {
  return Object.fromEntries(names.map(name => [name, agents[name]!]))
}

/** Runs every scenario over the first seeds. */
function runAll(setting: Setting, seeds: number, make: (seed: number) => Policy): void {
  const env = createEnv<Observation>(setting)
  for (const scenario of catalogue.scenarios) {
    for (let seed = 0; seed < seeds; seed++) {
      const policy = make(seed)
      let timestep: Pick<Timestep<Observation>, 'observation' | 'info'> = env.reset({
        seed,
        options: { scenario: scenario.id },
      })
      for (;;) {
        const next = env.step(policy.act(timestep.observation, timestep.info).action)
        timestep = next
        if (next.terminated || next.truncated) break
      }
      expect(timestep.info.outcome, `${scenario.id}, seed ${seed}`).not.toBeNull()
    }
  }
}

function policyOf(agent: Agent): Policy {
  return {
    act: (observation, info) => {
      const isOver = observation.available.includes('wait_for_next_signal')
      return { action: isOver ? { type: 'wait_for_next_signal' } : agent(observation, info), propensity: 1 }
    },
  }
}

describe('a run of a single ticket', () => {
  it.each(policies.map(policy => [policy.id, policy] as const))('ends with an outcome: %s', (_id, policy) => {
    runAll(settingWith(), POLICY_SEEDS, policy.make)
  })

  it.each(Object.entries(runs))('ends with an outcome, %s, for agents that go elsewhere', (_name, given) => {
    for (const make of Object.values(given.agents)) {
      runAll(given.setting, given.seeds, seed => policyOf(make(seed)))
    }
  })
})

describe('the runs together', () => {
  it('take every transition of the support machine', () => {
    expect(transitions.map(({ id }) => id).filter(id => !taken.has(id))).toEqual([])
  })
})
