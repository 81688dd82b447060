import Stripe from 'stripe'
import { describe, expect, it } from 'vitest'
import type { Env, Timestep } from '../../src/env/index.ts'
import { makeEnv } from '../../src/make.ts'
import { bindEpisode, inProcessClient, scenarioBackend } from '../../src/server/stripe.ts'
import type { Action } from '../../src/world/actions.ts'

const options = { scenario: 'duplicate-charge-v1', cause: 'duplicate-capture' }

const key = { authorization: 'Bearer sk_test_any' }

/** An episode, the actions it took, and the SDK over it. */
function begin(seed: number): {
  readonly env: Env
  readonly actions: (Action | number)[]
  readonly stripe: Stripe
  step(action: Action): Timestep<unknown>
} {
  const env = makeEnv('billing-support-v4', { check: true })
  env.reset({ seed, options })
  const actions: (Action | number)[] = []
  const recorded: Pick<Env, 'step'> = {
    step(action) {
      actions.push(action)
      return env.step(action)
    },
  }
  const stripe = new Stripe('sk_test_any', { httpClient: inProcessClient(bindEpisode(recorded)) })
  return { env, actions, stripe, step: action => recorded.step(action) }
}

/** A black-box agent: it talks through the env, and its tools are production code on the SDK. */
async function solve(seed: number): Promise<ReturnType<typeof begin> & { readonly last: Timestep<unknown> }> {
  const episode = begin(seed)
  const { stripe, step } = episode
  step({ type: 'reply', acts: [{ act: 'greet' }, { act: 'empathize' }] })
  step({ type: 'verify_identity' })
  const { data } = await stripe.charges.list({ limit: 10 })
  const [newest] = data
  await stripe.refunds.create({ charge: newest!.id, reason: 'duplicate', metadata: { ticket: 'T-1' } })
  step({
    type: 'reply',
    acts: [
      { act: 'explain', topic: 'duplicate-charge' },
      { act: 'explain', topic: 'refund-timing' },
      { act: 'confirm' },
    ],
  })
  return { ...episode, last: step({ type: 'close', resolution: 'resolved' }) }
}

describe('an episode bound to the Stripe surface', () => {
  it('grades what production code did by the SDK', async () => {
    const { last, env } = await solve(7)
    expect(last).toMatchObject({ terminated: true, info: { outcome: 'resolved' } })
    expect(env.report()).toMatchObject({ outcome: 'resolved', leakedCents: 0 })
  })

  it('grades money that was not owed, too', async () => {
    const { stripe, step } = begin(7)
    const { data } = await stripe.charges.list()
    for (const charge of data) await stripe.refunds.create({ charge: charge.id })
    expect(step({ type: 'close', resolution: 'resolved' })).toMatchObject({ info: { outcome: 'harmful' } })
  })

  it('is the same again: what the SDK draws at random reaches nothing', async () => {
    const [once, again] = [await solve(7), await solve(7)]
    expect(again.actions).toEqual(once.actions)
    expect(again.env.stateHash()).toBe(once.env.stateHash())
  })

  it('replays from its actions alone', async () => {
    const { env, actions } = await solve(11)
    const replay = makeEnv('billing-support-v4')
    replay.reset({ seed: 11, options })
    for (const action of actions) replay.step(action)
    expect(replay.stateHash()).toBe(env.stateHash())
  })

  it('goes on from a snapshot and in a fork, idempotency keys included', async () => {
    const { env, stripe, actions } = begin(7)
    const { data } = await stripe.charges.list()
    const first = await stripe.refunds.create({ charge: data[0]!.id, amount: 900 })
    const restored = makeEnv('billing-support-v4')
    restored.restore(JSON.parse(JSON.stringify(env.snapshot())))
    for (const copy of [env.fork(), restored]) {
      const { observation } = copy.step(actions.at(-1)!) // the same request under the same key
      expect(observation.toolResult?.response?.body.id).toBe(first.id)
      expect(copy.snapshot().world.books.refunds).toHaveLength(1)
    }
  })

  it('answers as Stripe does what is wrong, and what comes too late', async () => {
    const { stripe, step } = begin(7)
    await expect(stripe.charges.retrieve('ch_nobody')).rejects.toThrow(/No such charge/)
    await expect(stripe.rawRequest('GET', '/_sim/clock')).rejects.toThrow(/billing_request/)
    step({ type: 'close', resolution: 'unresolved' })
    await expect(stripe.charges.list({}, { maxNetworkRetries: 0 })).rejects.toThrow(/reset\(\)/)
  })

  it.each([
    ['a live key', { authorization: 'Bearer sk_live_1' }, '', 401, /keep live keys away/],
    ['no key', {}, '', 401, /No valid API key/],
    ['an old version', { ...key, 'stripe-version': '2020-08-27' }, '', 400, /2020-08-27 is not simulated/],
    ['too long an idempotency key', { ...key, 'idempotency-key': 'k'.repeat(256) }, '', 400, /1 to 255/],
    ['bytes that are not UTF-8', key, Buffer.from([0x6e, 0x3d, 0xff]), 400, /not UTF-8/],
  ])('refuses %s before it is an action', (_what, headers, body, status, message) => {
    const { env } = begin(7)
    const before = env.stateHash()
    const response = bindEpisode(env).handle({ method: 'POST', path: '/v1/customers', headers, body })
    expect(response).toMatchObject({ status, body: { error: { message: expect.stringMatching(message) } } })
    expect(env.stateHash()).toBe(before)
  })

  it('has no test clocks: a refund does not arrive, nor a subscription renew, before its time', async () => {
    const { env, stripe, step } = begin(7)
    const before = env.stateHash()
    const clock = { frozen_time: 1_800_000_000 }
    await expect(stripe.testHelpers.testClocks.create(clock)).rejects.toThrow(/time is the episode's/)
    expect(env.stateHash()).toBe(before)
    const path = '/v1/test_helpers/test_clocks'
    const body = 'frozen_time=1800000000'
    expect(() => step({ type: 'billing_request', method: 'POST', path, body, key: null })).toThrow(
      /test clocks/,
    )
    expect(env.stateHash()).toBe(before)
  })

  it('loses the answers that the scenario loses, and the SDK asks again under its key: one refund', async () => {
    const env = makeEnv('billing-support-v4', { check: true })
    env.reset({ seed: 3, options: { scenario: 'refund-timeout-v1', cause: 'times-out-after-commit' } })
    const lost: (string | null)[] = []
    const bound = bindEpisode(env, { onStep: ({ observation }) => lost.push(observation.toolResult!.code) })
    const stripe = new Stripe('sk_test_any', { httpClient: inProcessClient(bound) })
    const [newest] = (await stripe.charges.list()).data
    const refund = await stripe.refunds.create({ charge: newest!.id, amount: 500 })
    expect(refund.amount).toBe(500)
    expect(lost).toContain('timeout')
    expect(env.snapshot().world.books.refunds).toHaveLength(1)
  })

  it('takes as long as its answer takes by chance, and the books are not ahead of the episode', async () => {
    const env = makeEnv('billing-support-v4', { faults: { clockJump: { rate: 1, msMax: 300_000 } } })
    env.reset({ seed: 7, options })
    const stripe = new Stripe('sk_test_any', { httpClient: inProcessClient(bindEpisode(env)) })
    const before = env.observe().clockMs
    const [newest] = (await stripe.charges.list()).data
    await stripe.refunds.create({ charge: newest!.id })
    const { world } = env.snapshot()
    expect(env.observe().clockMs - before).toBeGreaterThan(60_000)
    expect(world.books.journal.items.every(({ atMs }) => atMs <= world.clock.nowMs)).toBe(true)
    expect(world.books.refunds.at(-1)!.createdAtMs).toBeLessThanOrEqual(world.clock.nowMs)
  })

  it('costs time, as every request does', async () => {
    const { env, stripe } = begin(7)
    const before = env.observe().clockMs
    await stripe.balance.retrieve()
    expect(env.observe().clockMs).toBeGreaterThan(before)
  })
})

it('the account of a scenario holds every invariant, whatever is done to it', async () => {
  const backend = scenarioBackend({ scenario: 'duplicate-charge-v1', seed: 7, check: true })
  const stripe = new Stripe('sk_test_any', { httpClient: inProcessClient(backend) })
  const { data } = await stripe.charges.list()
  const paid = data.find(({ captured }) => captured)!
  expect(await stripe.refunds.create({ charge: paid.id })).toMatchObject({ status: 'pending' })
  backend.advanceTo(backend.nowMs + 40 * 86_400_000)
  expect((await stripe.refunds.list()).data[0]).toMatchObject({ status: 'succeeded' })
})
