import Stripe from 'stripe'
import { describe, expect, it } from 'vitest'
import type { Speech } from '../../../src/env/index.ts'
import { replayTrajectory, rolloutAsync } from '../../../src/index.ts'
import { makeEnv } from '../../../src/make.ts'
import { playAsync } from '../../../src/policies/index.ts'
import { recordEpisodeAsync, TraceConfig } from '../../../src/trace/index.ts'
import type { BillingRequest } from '../../../src/world/actions.ts'
import { agentWith, options, play, speech, typesOf } from './agent.ts'

const bye = { words: 'bye', calls: [['close', { resolution: 'unresolved' }]] } as const

/** What an SDK call comes to: its error's status and message. */
async function errorOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'answered',
    (error: Stripe.errors.StripeError) => `${error.statusCode} ${error.message}`,
  )
}

describe('a billing request of a black-box agent', () => {
  it('is an action of the episode, in the order in which it came, before the words that follow it', async () => {
    const agent = await agentWith(async ({ user }, stripe) => {
      const [newest] = (await stripe.charges.list({ customer: user!, limit: 1 })).data
      await stripe.refunds.create({ charge: newest!.id, amount: 500 }, { idempotencyKey: 'mine' })
      await stripe.refunds.create({ charge: newest!.id, amount: 500 }, { idempotencyKey: 'mine' })
      return { ...bye, words: `refunded ${newest!.amount}` }
    })
    const { env, actions, last } = await play(agent)
    expect(typesOf(actions)).toEqual([
      'lookup_customer',
      ...['billing_request', 'billing_request', 'billing_request'],
      'reply',
      'close',
    ])
    const requests = actions.filter((action): action is BillingRequest => action.type === 'billing_request')
    expect(requests.map(({ method, key }) => [method, key])).toEqual([
      ['GET', null],
      ['POST', 1],
      ['POST', 1],
    ])
    expect(env.snapshot().world.books.refunds).toMatchObject([{ amountCents: 500 }])
    expect(last.terminated).toBe(true)
  })

  it('waits for those before it, when several come at once', async () => {
    const agent = await agentWith(async (_asked, stripe) => {
      const answers = await Promise.all([
        stripe.charges.list(),
        stripe.invoices.list(),
        stripe.balance.retrieve(),
      ])
      return { ...bye, words: answers.map(({ object }) => object).join() }
    })
    const { actions, choices } = await play(agent)
    const reply = choices
      .map(({ action }) => action)
      .find(action => typeof action !== 'number' && action.type === 'reply')
    expect(reply).toMatchObject({ text: 'list,list,balance' })
    expect(typesOf(actions).filter(type => type === 'billing_request')).toHaveLength(3)
  })

  it('whose answer is lost reaches the SDK as a dropped connection: asked again under its key, it refunds once', async () => {
    const agent = await agentWith(async ({ user }) => {
      const { apiKey, ...billing } = agent.billing
      const retrying = new Stripe(apiKey, { ...billing, protocol: 'http', maxNetworkRetries: 2 })
      const [newest] = (await retrying.charges.list({ customer: user! })).data
      const refund = await retrying.refunds.create({ charge: newest!.id, amount: 500 })
      return { ...bye, words: `refunded ${refund.amount}` }
    })
    const { env, choices } = await play(agent, {
      scenario: 'refund-timeout-v1',
      cause: 'times-out-after-commit',
      seed: 3,
    })
    const posts = choices.filter(
      ({ action }) => typeof action !== 'number' && action.type === 'billing_request',
    )
    expect(posts).toHaveLength(3)
    expect(posts[2]!.action).toEqual(posts[1]!.action)
    expect(env.snapshot().world.books.refunds).toHaveLength(1)
  })

  it('that can be none is answered 400, and is no action', async () => {
    const agent = await agentWith(async (_asked, stripe) => {
      const error = await errorOf(stripe.rawRequest('POST', '/v2/core/events'))
      return { ...bye, words: error }
    })
    const { actions } = await play(agent)
    expect(typesOf(actions)).not.toContain('billing_request')
    expect(actions[1]).toMatchObject({
      text: expect.stringMatching(/^400 .*billing_request.*path/) as string,
    })
  })

  it('replays without the agent', async () => {
    const agent = await agentWith(async ({ user }, stripe) => {
      const [newest] = (await stripe.charges.list({ customer: user! })).data
      await stripe.refunds.create({ charge: newest!.id, amount: 500 })
      return { ...bye, words: 'refunded' }
    })
    const config = TraceConfig.parse({})
    const { trajectory } = await recordEpisodeAsync(makeEnv('billing-support-v4'), agent.make(7), {
      ...{ seed: 7, options, config, policy: agent.id, speech },
    })
    await agent.close()
    expect(replayTrajectory(trajectory)).toMatchObject({ difference: null })
    expect(trajectory.end.usage).toEqual({ promptTokens: 10, completionTokens: 2 })
  })
})

describe('a billing request that no episode waits for is answered 503, and says why:', () => {
  it('before an episode', async () => {
    const { stripe } = await agentWith(async () => bye)
    expect(await errorOf(stripe.charges.list())).toBe('503 No episode is under way.')
  })

  it('after its end', async () => {
    const agent = await agentWith(async () => bye)
    await play(agent)
    expect(await errorOf(agent.stripe.charges.list())).toBe('503 No episode is under way.')
  })

  it("after the agent's answer, and it never reaches the books", async () => {
    let charge: string | null = null
    const agent = await agentWith(async ({ messages }, stripe) => {
      if (messages.length > 1) return bye
      charge = (await stripe.charges.list()).data[0]!.id
      return { words: 'hello' }
    })
    const late: string[] = []
    const word: Speech['word'] = async given => {
      if (charge !== null) late.push(await errorOf(agent.stripe.refunds.create({ charge, amount: 500 })))
      return speech.word(given)
    }
    const env = makeEnv('billing-support-v4')
    await playAsync(env, agent.make(7), { seed: 7, options, speech: { ...speech, word } })
    expect(late[0]).toMatch(/^503 The agent's answer has been taken/)
    expect(env.snapshot().world.books.refunds).toEqual([])
  })

  it('when the agent breaks down, which is no ticket that failed', async () => {
    const agent = await agentWith(async (_asked, stripe) => {
      await stripe.charges.list()
      return { status: 500, words: 'out of memory' }
    })
    await expect(play(agent)).rejects.toMatchObject({ code: 'infrastructure', reason: 'failed' })
    expect(await errorOf(agent.stripe.charges.list())).toBe('503 No episode is under way.')
  })

  it('when the agent takes too long over its answer, for which it is not asked again', async () => {
    let ended = (): void => {}
    const over = new Promise<void>(resolve => {
      ended = resolve
    })
    const agent = await agentWith(
      async () => {
        await over
        return bye
      },
      { timeoutMs: 1_000 },
    )
    await expect(play(agent)).rejects.toMatchObject({ code: 'infrastructure', reason: 'timeout' })
    expect(agent.asked).toHaveLength(1)
    ended()
  })
})

describe('the episodes of a black-box agent', () => {
  it('are played one at a time: a second at once is refused, and the first goes on', async () => {
    let meanwhile: Promise<unknown> = Promise.resolve()
    const agent = await agentWith(async (_asked, stripe) => {
      meanwhile = play(agent, { seed: 8 }).catch((error: unknown) => error)
      await meanwhile
      await stripe.charges.list()
      return bye
    })
    const { actions } = await play(agent)
    expect(await meanwhile).toMatchObject({
      code: 'invalid_config',
      message: expect.stringMatching(/one episode/) as string,
    })
    expect(typesOf(actions)).toEqual(['lookup_customer', 'billing_request', 'reply', 'close'])
    expect((await play(await agentWith(async () => bye))).last.terminated).toBe(true)
  })

  it('leave no request of one ticket to the next', async () => {
    const answers: string[] = []
    const agent = await agentWith(async (_asked, stripe) => {
      if (answers.at(-1)?.startsWith('503') === true) return bye
      while (answers.at(-1)?.startsWith('503') !== true)
        answers.push(await errorOf(stripe.balance.retrieve()))
      return { words: 'hello' }
    })
    const { actions, last } = await play(agent, { tickets: 2, seed: 3 })
    expect(last.info.ticket).toBe(1)
    expect(typesOf(actions).slice(-3)).toEqual(['lookup_customer', 'reply', 'close'])
    expect(answers.at(-1)).toBe('503 The ticket is closed.')
  })

  it('can be a rollout', async () => {
    const agent = await agentWith(async () => bye)
    const plan = [7, 8].map(seed => ({ seed, scenario: 'duplicate-charge-v1', persona: 'busy-professional' }))
    const outcomes: unknown[] = []
    const players = { env: 'billing-support-v4', config: TraceConfig.parse({}), policies: [agent], speech }
    for await (const { result } of rolloutAsync({ ...players, plan })) outcomes.push(result.settled?.outcome)
    expect(outcomes).toEqual(['unresolved', 'unresolved'])
    expect(agent.asked).toHaveLength(2)
  })

  it('can follow one that broke down', async () => {
    let isBroken = true
    const agent = await agentWith(async () => (isBroken ? { status: 503 } : bye))
    await expect(play(agent)).rejects.toMatchObject({ code: 'infrastructure' })
    isBroken = false
    expect((await play(agent)).last.terminated).toBe(true)
  })

  it('end with an answer to the request that ended them; the next one is answered 503', async () => {
    const answers: string[] = []
    let finish = (): void => {}
    const finished = new Promise<void>(resolve => {
      finish = resolve
    })
    const agent = await agentWith(async (_asked, stripe) => {
      while (answers.at(-1)?.startsWith('503') !== true)
        answers.push(await errorOf(stripe.balance.retrieve()))
      finish()
      return bye
    })
    const { actions } = await play(agent)
    await finished
    const requests = typesOf(actions).filter(type => type === 'billing_request')
    expect(actions.at(-1)).toMatchObject({ type: 'billing_request' })
    expect(answers).toEqual([...requests.map(() => 'answered'), '503 No episode is under way.'])
  })

  it('need a free port', async () => {
    const { billing } = await agentWith(async () => bye)
    await expect(agentWith(async () => bye, { billingPort: billing.port })).rejects.toMatchObject({
      code: 'invalid_config',
    })
  })
})
