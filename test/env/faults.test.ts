import { describe, expect, it } from 'vitest'
import { type EnvConfig, makeEnv } from '../../src/make.ts'
import type { Policy } from '../../src/policies/index.ts'
import { policyNamed } from '../../src/reference/index.ts'
import { loadCatalogue } from '../../src/scenarios/index.ts'
import type { Action } from '../../src/world/actions.ts'

/** Seeds a scenario is played with, apart from those that policies were tuned on. */
const SEEDS = process.env.SUPPORTGYM_FULL === '1' ? 200 : 40
const FIRST_SEED = 700_000

const faults: NonNullable<EnvConfig['faults']> = {
  operations: {
    'refund.create': {
      timeout_after_commit: 0.35,
      timeout_before_commit: 0.1,
      server_error: 0.05,
      rate_limit: 0.05,
      lock_timeout: 0.05,
    },
    'credit.apply': { timeout_after_commit: 0.35 },
  },
  stale: { rate: 0.5, msMax: 60_000 },
  latency: { medianMs: 120, p99Ms: 1500 },
}

/** Scenarios in which a second refund or credit would not be refused by the ledger itself. */
const scenarios = ['refund-timeout-v1', 'outage-compensation-v1', 'refund-not-arrived-v1']

/** What tools ask the backend to write. */
const WRITES = [
  'refund.create',
  'credit.apply',
  'subscription.cancel',
  'subscription.change',
  'invoice.pay',
  'invoice.void',
  'credit_note.create',
  'discount.attach',
  'dispute.respond',
  'dispute.close',
  'inquiry.respond',
] as const

/** The playbook, but what timed out is sent again at once. */
function careless(seed: number): Policy {
  const policy = policyNamed('playbook').make(seed)
  let last: Action | number | null = null
  return {
    act(observation, info) {
      if (observation.toolResult?.code === 'timeout' && last !== null) return { action: last, propensity: 1 }
      const choice = policy.act(observation, info)
      last = choice.action
      return choice
    },
  }
}

/** How many episodes gave the same money twice, and how many were resolved. */
function played(make: (seed: number) => Policy): { readonly twice: number; readonly resolved: number } {
  let twice = 0
  let resolved = 0
  for (const scenario of scenarios) {
    for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
      const env = makeEnv('billing-support-v4', { faults, check: true })
      const policy = make(seed)
      let timestep = { ...env.reset({ seed, options: { scenario } }), terminated: false }
      while (!timestep.terminated) {
        timestep = env.step(policy.act(timestep.observation, timestep.info).action)
      }
      if (timestep.info.outcome === 'resolved') resolved += 1
      if (gaveTwice(env.snapshot().world.books)) twice += 1
    }
  }
  return { twice, resolved }
}

interface Given {
  readonly refunds: readonly {
    readonly charge: number
    readonly createdAtMs: number
    readonly status: string
  }[]
  readonly credits: readonly { readonly createdAtMs: number; readonly amountCents: number }[]
}

function gaveTwice({ refunds, credits }: Given): boolean {
  const charges = refunds
    .filter(each => each.createdAtMs >= 0 && each.status !== 'failed')
    .map(each => each.charge)
  const gifts = credits.filter(each => each.createdAtMs >= 0 && each.amountCents > 0)
  return new Set(charges).size < charges.length || gifts.length > 1
}

describe('between the agent and the billing backend', () => {
  it('faults cost the playbook steps, and nobody a second refund', () => {
    const { twice, resolved } = played(seed => policyNamed('playbook').make(seed))
    const episodes = scenarios.length * SEEDS
    process.stdout.write(`playbook: ${resolved} of ${episodes} resolved, ${twice} paid twice\n`)
    expect(twice).toBe(0)
    expect(resolved / episodes).toBeGreaterThan(0.65)
  })

  it('the playbook does nothing twice, whatever is lost after it was done, in any case of the ledger', () => {
    const lost = Object.fromEntries(WRITES.map(operation => [operation, { timeout_after_commit: 0.4 }]))
    const ids = loadCatalogue().scenarios.filter(({ group }) => group === 'billing' || group === 'retention')
    const ends = ids.flatMap(({ id }) =>
      Array.from({ length: SEEDS / 4 }, (_, index) => {
        const env = makeEnv('billing-support-v4', { faults: { operations: lost }, check: true })
        const policy = policyNamed('playbook').make(FIRST_SEED + index)
        let timestep = {
          ...env.reset({ seed: FIRST_SEED + index, options: { scenario: id } }),
          terminated: false,
        }
        while (!timestep.terminated) {
          timestep = env.step(policy.act(timestep.observation, timestep.info).action)
        }
        return { id, isTwice: gaveTwice(env.snapshot().world.books), outcome: timestep.info.outcome }
      }),
    )
    expect(ends.filter(({ isTwice, outcome }) => isTwice || outcome === 'harmful')).toEqual([])
    expect(ends.filter(({ outcome }) => outcome === 'resolved').length / ends.length).toBeGreaterThan(0.75)
  })

  it('a policy that sends again what timed out pays twice', () => {
    const { twice } = played(careless)
    process.stdout.write(`careless: ${twice} of ${scenarios.length * SEEDS} paid twice\n`)
    expect(twice / (scenarios.length * SEEDS)).toBeGreaterThan(0.1)
  })

  it('faults are drawn by the seed: the same again, another time', () => {
    const outcomeOf = (seed: number): string => {
      const env = makeEnv('billing-support-v4', { faults })
      const policy = policyNamed('playbook').make(seed)
      let timestep = { ...env.reset({ seed, options: { scenario: scenarios[0]! } }), terminated: false }
      while (!timestep.terminated) {
        timestep = env.step(policy.act(timestep.observation, timestep.info).action)
      }
      return env.stateHash()
    }
    expect(outcomeOf(5)).toBe(outcomeOf(5))
  })

  it.each([
    ['charge', 'charges'],
    ['customer', 'customer'],
  ] as const)('a resource that is down is not to be read, and says so: %s', (resource, view) => {
    const type = `lookup_${view}` as const
    const down = [{ resource, fromMs: 0, toMs: 86_400_000 }]
    const env = makeEnv('billing-support-v4', { faults: { down } })
    env.reset({ seed: 3, options: { scenario: 'duplicate-charge-v1' } })
    const { observation, info } = env.step({ type })
    expect(observation[view]).toBeNull()
    expect(observation.toolResult).toMatchObject({ tool: type, ok: false, code: 'api_error' })
    expect(info.rewardTerms.tools).toBeLessThan(0)
  })

  it.each(['dispute-open-v1', 'partly-refunded-v1', 'payment-failed-v1'])(
    'a slow answer of the billing API takes time, and makes nothing fall due by itself: %s',
    scenario => {
      const env = makeEnv('billing-support-v4', { faults: { latency: { medianMs: 60_000, p99Ms: 60_000 } } })
      for (const cause of Object.keys(loadCatalogue().scenario(scenario).causes)) {
        env.reset({ seed: FIRST_SEED, options: { scenario, cause } })
        const { books } = env.snapshot().world
        const { info } = env.step({
          type: 'billing_request',
          method: 'GET',
          path: '/v1/charges',
          body: '',
          key: null,
        })
        expect(env.snapshot().world.books).toEqual(books)
        expect(info.elapsedMs).toBe(66_000)
      }
    },
  )

  it('what is no fault is refused, by name', () => {
    const wrong = { operations: { 'refund.create': { flood: 1 } } } as unknown as NonNullable<
      EnvConfig['faults']
    >
    expect(() => makeEnv('billing-support-v4', { faults: wrong })).toThrow(
      /faults\.operations\.refund\.create/,
    )
  })
})
