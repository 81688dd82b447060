import { describe, expect, it } from 'vitest'
import {
  applyFaulty,
  billingNoise,
  type FaultConfig,
  FaultConfig as Faults,
  type FaultyAttempt,
  type Operation,
  RequestFault,
  readFault,
  usualLatency,
} from '../../src/billing-mock/index.ts'
import { DAY_MS } from '../../src/core/clock.ts'
import { attach, charge, openShop, refundOf, type Shop } from './shop.ts'

interface Asked {
  readonly call?: number
  readonly key?: string
  readonly seed?: number
}

/** Asks the shop's books for something by a way that is not safe. */
function ask(shop: Shop, operation: Operation, faults: FaultConfig, asked: Asked = {}): FaultyAttempt {
  const { call = 1, key, seed = 3 } = asked
  return applyFaulty(shop.books, operation, {
    nowMs: shop.nowMs,
    actor: 'agent',
    draw: () => 0.5,
    check: true,
    faults,
    noise: billingNoise(seed),
    call,
    ...(key === undefined ? {} : { idempotencyKey: key }),
  })
}

const planned = (kind: RequestFault) =>
  Faults.parse({ planned: [{ operation: 'refund.create', call: 1, kind }] })

function sold(): Shop {
  const shop = openShop()
  charge(shop, 1000)
  return shop
}

describe('a fault', () => {
  it('does not happen unless it is configured', () => {
    const shop = sold()
    expect(ask(shop, refundOf(0, 100), Faults.parse({}))).toMatchObject({
      fault: null,
      answered: true,
      error: null,
      elapsedMs: 0,
    })
  })

  it.each([
    ['timeout_before_commit', 0, null],
    ['timeout_after_commit', 1, null],
    ['server_error', 0, 500],
    ['unavailable', 0, 503],
    ['rate_limit', 0, 429],
    ['lock_timeout', 0, 429],
    ['idempotency_key_in_use', 0, 409],
  ] as const)('%s leaves %i refunds and answers %s', (kind, refunds, status) => {
    const shop = sold()
    const made = ask(shop, refundOf(0, 100), planned(kind))
    expect(made).toMatchObject({ fault: kind, answered: status !== null })
    expect(made.error?.status ?? null).toBe(status)
    expect(shop.books.refunds).toHaveLength(refunds)
    expect(ask(shop, refundOf(0, 100), planned(kind), { call: 2 }).error).toBeNull()
    expect(shop.books.refunds).toHaveLength(refunds + 1)
  })

  it('after the commit pays a careless caller twice, and once the one who repeats the key', () => {
    for (const key of [undefined, 'k']) {
      const shop = sold()
      const asked = key === undefined ? {} : { key }
      ask(shop, refundOf(0, 100), planned('timeout_after_commit'), asked)
      const again = ask(shop, refundOf(0, 100), planned('timeout_after_commit'), { ...asked, call: 2 })
      expect(again.result).toMatchObject({ ok: true, replayed: key !== undefined })
      expect(shop.books.refunds).toHaveLength(key === undefined ? 2 : 1)
    }
  })

  it('of the server is kept under the key, and answered until another is used', () => {
    const shop = sold()
    const faults = planned('server_error')
    ask(shop, refundOf(0, 100), faults, { key: 'k' })
    expect(ask(shop, refundOf(0, 100), faults, { key: 'k', call: 2 })).toMatchObject({
      fault: null,
      error: { type: 'api_error', status: 500 },
      result: { replayed: true },
    })
    expect(ask(shop, refundOf(0, 100), faults, { key: 'l', call: 3 }).error).toBeNull()
    expect(shop.books.refunds).toHaveLength(1)
  })

  it('happens as often as its rate says, by operation before resource, and the same for a seed', () => {
    const faults = Faults.parse({
      operations: { 'refund.create': { timeout_after_commit: 0.2, rate_limit: 0.1 } },
      resources: { refund: { unavailable: 1 }, charge: { lock_timeout: 1 } },
    })
    const draw = (seed: number) =>
      Array.from({ length: 1000 }, (_, call) => {
        const nothing = refundOf(9)
        return ask(openShop(), nothing, faults, { call, seed }).fault
      })
    const drawn = draw(1)
    const share = (kind: RequestFault) => drawn.filter(each => each === kind).length / drawn.length
    expect(share('timeout_after_commit')).toBeCloseTo(0.2, 1)
    expect(share('rate_limit')).toBeCloseTo(0.1, 1)
    expect(share('unavailable')).toBe(0)
    expect(draw(1)).toEqual(drawn)
    expect(draw(2)).not.toEqual(drawn)
    const release = { type: 'charge.release', charge: 0 } as const
    expect(ask(sold(), release, faults).fault).toBe('lock_timeout')
  })

  it('of a resource lasts as long as it is down', () => {
    const shop = sold()
    const faults = Faults.parse({ down: [{ resource: 'refund', fromMs: 0, toMs: DAY_MS }] })
    expect(ask(shop, refundOf(0, 100), faults).fault).toBe('unavailable')
    expect(readFault({ faults, noise: billingNoise(1), call: 1, nowMs: 0 }, 'refund').isDown).toBe(true)
    expect(readFault({ faults, noise: billingNoise(1), call: 1, nowMs: 0 }, 'charge').isDown).toBe(false)
    shop.pass(1)
    expect(ask(shop, refundOf(0, 100), faults).fault).toBeNull()
  })

  it('later on sends refunds back that had succeeded, and refuses debits that were under way', () => {
    const shop = sold()
    const faults = Faults.parse({ refundsReturned: 1, lateDeclines: 1 })
    ask(shop, refundOf(0, 100), faults)
    attach(shop, 'bank_debit')
    const want = {
      type: 'payment_intent.create',
      customer: 0,
      paymentMethod: null,
      amountCents: 500,
    } as const
    ask(shop, { ...want, capture: 'automatic', confirm: true }, faults)
    expect(shop.books.paymentIntents[0]!.status).toBe('processing')
    shop.live(45)
    expect(shop.books.paymentIntents[0]!.status).toBe('requires_payment_method')
    const told = shop.books.journal.items.filter(({ event }) => event.entity === 'refund')
    expect(told.map(({ event }) => event.type)).toEqual([
      'refund.created',
      'refund.return_planned',
      'refund.settled',
      'refund.failed',
    ])
  })
})

describe('the way to the books', () => {
  const noise = billingNoise(5)

  it('takes 120 ms in the median and 1.5 s for one call in a hundred, in virtual time', () => {
    const faults = Faults.parse({ latency: usualLatency })
    const took = Array.from({ length: 4000 }, (_, call) =>
      readFault({ faults, noise, call, nowMs: 0 }, 'charge'),
    )
      .map(({ elapsedMs }) => elapsedMs)
      .sort((one, other) => one - other)
    expect(took[2000]! / 120).toBeCloseTo(1, 1)
    expect(took[3960]! / 1500).toBeGreaterThan(0.8)
    expect(took[3960]! / 1500).toBeLessThan(1.25)
  })

  it('may show lists of up to a minute ago, and jump in time', () => {
    const faults = Faults.parse({
      stale: { rate: 0.5, msMax: 60_000 },
      clockJump: { rate: 0.5, msMax: 1000 },
    })
    const reads = Array.from({ length: 400 }, (_, call) =>
      readFault({ faults, noise, call, nowMs: 0 }, 'charge'),
    )
    const stale = reads.filter(read => read.staleMs > 0)
    expect(stale.length / 400).toBeCloseTo(0.5, 1)
    expect(Math.max(...stale.map(read => read.staleMs))).toBeLessThanOrEqual(60_000)
    const jumps = reads.filter(read => read.elapsedMs > 0)
    expect(jumps.length / 400).toBeCloseTo(0.5, 1)
  })

  it.each([
    [
      'rates that are more than 1 in all',
      { operations: { 'refund.create': { rate_limit: 0.8, server_error: 0.8 } } },
    ],
    ['an outage that ends before it begins', { down: [{ resource: 'refund' as const, fromMs: 5, toMs: 1 }] }],
    ['a 99th percentile below the median', { latency: { medianMs: 100, p99Ms: 1 } }],
  ])('refuses %s', (_what, config) => {
    expect(Faults.safeParse(config).success).toBe(false)
  })

  it('refuses a config with a name it does not know', () => {
    expect(Faults.safeParse({ operations: { 'refund.creates': {} } }).success).toBe(false)
    expect(Faults.safeParse({ operations: { 'refund.create': { timeouts: 1 } } }).success).toBe(false)
    expect(Faults.safeParse({ resources: { refund: { rate_limit: 2 } } }).success).toBe(false)
    expect(RequestFault.options).toContain('timeout_after_commit')
  })
})
