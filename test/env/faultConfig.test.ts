import { describe, expect, it } from 'vitest'
import { operationTypes, RequestFault } from '../../src/billing-mock/index.ts'
import { type EnvConfig, makeEnv } from '../../src/make.ts'
import type { Policy } from '../../src/policies/index.ts'
import { policyNamed } from '../../src/reference/index.ts'
import { recordEpisode, replayTrajectory, TraceConfig } from '../../src/trace/index.ts'
import { sourcesUnder } from '../house/source.ts'

type Faults = NonNullable<EnvConfig['faults']>

const made = (faults: unknown) => makeEnv('billing-support-v4', { faults: faults as Faults, check: true })

const seedsOf = (count: number): number[] => Array.from({ length: count }, (_, index) => 1_000_000 + index)

/** Whether the first refund of an episode meets a rate limit, of the customers who stay for it. */
function limited(faults: Faults): readonly boolean[] {
  const env = made(faults)
  const options = { scenario: 'duplicate-charge-v1', cause: 'duplicate-capture' } as const
  return seedsOf(400).flatMap(seed => {
    env.reset({ seed, options })
    if (env.step({ type: 'verify_identity' }).terminated) return []
    const { terminated, observation } = env.step({ type: 'lookup_charges' })
    if (terminated) return []
    const chargeId = observation.charges![0]!.id
    const asked = env.step({ type: 'issue_refund', chargeId, amountCents: 100, reason: 'duplicate' })
    return [asked.observation.toolResult!.code === 'rate_limit']
  })
}

const share = (drawn: readonly boolean[]): number => drawn.filter(Boolean).length / drawn.length

describe('the faults of an episode', () => {
  it.each([
    [
      { operations: { 'refund.creat': { rate_limit: 1 } } },
      /Unknown operation "refund\.creat".*"refund\.create"\?/,
    ],
    [{ operations: { 'refund.create': { flood: 1 } } }, /refund\.create: Unknown fault "flood".*rate_limit/],
    [{ resources: { refunds: { rate_limit: 1 } } }, /Unknown resource "refunds".*"refund"\?/],
    [
      { down: [{ resource: 'charges', fromMs: 0, toMs: 1 }] },
      /down\.0\.resource: Unknown resource "charges"/,
    ],
    [{ down: [{ resource: 'charge', fromMs: 5, toMs: 1 }] }, /down\.0: expected "fromMs" before "toMs"/],
    [{ latency: { medianMs: 900, p99Ms: 90 } }, /latency: expected "medianMs" of "p99Ms" at most/],
    [
      { operations: { 'refund.create': { rate_limit: 0.8, lock_timeout: 0.8 } } },
      /sum to 1 at most.*got 1\.6/,
    ],
    [{ stale: { rate: [0.5, 0.1] } }, /stale\.rate: expected the lower end first/],
    [{ refundsReturned: '3 %' }, /refundsReturned: expected a share from 0 to 1.*got "3 %"/],
    [{ webhooks: { dropped: 0.1 } }, /webhooks: an episode sends no webhooks/],
    [{ lateDeclines: [0, 0.1] }, /lateDeclines: no bank debit is decided within an episode/],
    [
      { planned: [{ operation: 'refund.settle', call: 1, kind: 'rate_limit' }] },
      /nobody asks the backend for it/,
    ],
  ])('are refused where they could not happen, with the reason: %j', (faults, message) => {
    expect(() => made(faults)).toThrow(message)
  })

  it('are those of requests that a tool or a route of the API sends, and of no others', () => {
    const isSender = /^src\/(billing-mock\/stripe\/(actions\/)?\w+|env\/operations)\.ts$/
    const senders = sourcesUnder('src')
      .filter(({ path }) => isSender.test(path))
      .map(({ text }) => text)
    expect(senders.length).toBeGreaterThan(20)
    for (const type of operationTypes) {
      const isSent = senders.some(text => text.includes(`'${type}'`))
      const make = () => made({ operations: { [type]: { rate_limit: 0.1 } } })
      if (isSent) expect(make).not.toThrow()
      else expect(make, type).toThrow('nobody asks the backend for it')
    }
  })

  it('happen as often as a rate says, and with a range as often as each seed draws for itself', () => {
    const at = (rate: number | [number, number]): Faults => ({
      operations: { 'refund.create': { rate_limit: rate } },
    })
    expect(share(limited(at(0.3)))).toBeCloseTo(0.3, 1)
    expect(share(limited(at([0.2, 0.4])))).toBeCloseTo(0.3, 1)
    expect(limited(at([0.2, 0.4]))).not.toEqual(limited(at(0.3)))
    expect(limited(at([0, 1]))).toEqual(limited(at([0, 1])))
  })

  it('of every kind are in the recording, and a replay meets them again', () => {
    const kinds = Object.fromEntries(RequestFault.options.map(kind => [kind, 0.1]))
    const faults = {
      operations: { 'refund.create': { ...kinds, timeout_after_commit: [0, 0.3] } },
      resources: { credit: kinds },
      down: [{ resource: 'invoice', fromMs: 0, toMs: 60_000 }],
      stale: { rate: [0.2, 0.8] },
      refundsReturned: [0, 0.9],
      clockJump: { rate: 0.1, msMax: 60_000 },
      latency: { medianMs: 120, p99Ms: 1500 },
    }
    const config = TraceConfig.parse({ faults })
    const codes = new Set<string | null | undefined>()
    for (const seed of seedsOf(30)) {
      const policy = policyNamed('playbook').make(seed)
      const watched: Policy = {
        act(observation, info) {
          codes.add(observation.toolResult?.code)
          return policy.act(observation, info)
        },
      }
      const { trajectory } = recordEpisode(made(faults), watched, {
        seed,
        config,
        policy: 'playbook',
        options: { scenario: seed % 2 === 0 ? 'refund-timeout-v1' : 'upgrade-charge-v1' },
      })
      expect(trajectory.header.config.faults).toEqual(config.faults)
      expect(replayTrajectory(trajectory).difference).toBeNull()
    }
    const met = ['timeout', 'api_error', 'rate_limit', 'lock_timeout', 'idempotency_key_in_use']
    expect([...codes]).toEqual(expect.arrayContaining(met))
  })
})
