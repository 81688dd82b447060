import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import OpenAI from 'openai'
import Stripe from 'stripe'
import { replayTrajectory } from 'supportgym'
import { type BlackBoxAgent, blackBoxAgent } from 'supportgym/stripe'
import { playScenario, registerMatchers, scriptedModel } from 'supportgym/testing'
import { afterAll, describe, expect, test } from 'vitest'
import { modelAgent } from './model-agent.ts'
import { lyingAgent, refundAgent } from './refund-agent.ts'

registerMatchers(expect)

const closing: (() => Promise<unknown>)[] = []
afterAll(async () => {
  for (const close of closing) await close()
})

/** Runs the agent as its own server, with its SDK on the billing server of the test. */
async function underTest(agentOf: (stripe: Stripe) => RequestListener): Promise<BlackBoxAgent> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const agent = await blackBoxAgent({ baseURL: `http://127.0.0.1:${port}/v1`, model: 'refund-agent' })
  const { apiKey, ...billing } = agent.billing
  server.on('request', agentOf(new Stripe(apiKey, { ...billing, protocol: 'http' })))
  closing.push(agent.close, async () => server.close())
  return agent
}

const options = { seeds: 6, cause: 'duplicate-capture' }

describe('a refund agent behind a URL, on the stripe SDK', async () => {
  const outcome = await playScenario(await underTest(refundAgent), 'duplicate-charge-v1', options)

  test('resolves what was charged twice, and breaks no rule', () => {
    expect(outcome).toHaveResolvedTickets({ atLeast: 1 })
    expect(outcome).toHaveNoViolations()
  })

  test('refunds once, by the SDK', () => {
    expect(outcome.ledger.refundsOf('charge').max).toBe(1)
    for (const { trajectory } of outcome.episodes) {
      const types = trajectory.steps.map(({ action }) => (typeof action === 'number' ? action : action.type))
      expect(types).toContain('billing_request')
      expect(types).not.toContain('issue_refund')
    }
  })

  test('is seen again from the recording, without the agent', () => {
    for (const { trajectory } of outcome.episodes) {
      expect(replayTrajectory(trajectory).difference).toBeNull()
    }
  })
})

describe('its twin, which says that it has refunded and has not', async () => {
  const outcome = await playScenario(await underTest(lyingAgent), 'duplicate-charge-v1', options)

  test('resolves nothing, and is caught in every false claim', () => {
    expect(outcome.shares.unresolved).toBe(1)
    expect(outcome.ledger.refundsOf('charge').max).toBe(0)
    for (const { report } of outcome.episodes) expect(report).toMatchObject({ falseConfirms: 1 })
  })
})

describe('the same agent with a model for a brain', async () => {
  const brain = await scriptedModel({
    model: 'brain',
    rules: [
      {
        when: { turn: 1 },
        say: "Hello, thanks for getting in touch. I'm sorry about this. Let me look at that.",
        call: { name: 'verify_identity' },
      },
      {
        when: { role: 'tool', contains: 'refunded $' },
        say:
          'You were charged twice for the same invoice. I have refunded {{ refunded (\\$[\\d.]+) }} to your card. ' +
          'It takes five to ten business days until a refund arrives on your statement.',
      },
      { when: { turn: 2 }, call: { name: 'refund_duplicate' } },
      { say: 'Have a nice day!', call: { name: 'close', arguments: { resolution: 'resolved' } } },
    ],
  })
  closing.push(brain.close)
  const openai = new OpenAI({ apiKey: 'any', baseURL: brain.baseURL })
  const agent = await underTest(stripe => modelAgent(stripe, openai))
  const outcome = await playScenario(agent, 'duplicate-charge-v1', options)

  test('resolves what was charged twice: the model says what to do, the SDK does it', () => {
    expect(outcome).toHaveResolvedTickets({ atLeast: 1 })
    expect(outcome.ledger.refundsOf('charge')).toMatchObject({ max: 1 })
    expect(brain.requests().length).toBeGreaterThan(3 * outcome.episodes.length)
  })
})
