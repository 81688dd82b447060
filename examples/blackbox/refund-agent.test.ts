import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import Stripe from 'stripe'
import { type AgentAct, replayTrajectory, type Speech } from 'supportgym'
import { type BlackBoxAgent, blackBoxAgent } from 'supportgym/stripe'
import { playScenario, registerMatchers } from 'supportgym/testing'
import { afterAll, describe, expect, test } from 'vitest'
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

/** As much of the language as these two agents speak. */
const speech: Speech = {
  understand: text => ({
    acts: meanings.flatMap(([words, act]) => {
      const at = text.indexOf(words)
      return at < 0 ? [] : [{ act: act(text), confidence: 1, span: { from: at, to: at + words.length } }]
    }),
    amounts: [],
    dates: [],
  }),
  word: ({ message }) => `${message.complaint}: ${message.acts.join(', ')}`,
}
const meanings: readonly (readonly [words: string, act: (text: string) => AgentAct])[] = [
  ['thanks for getting in touch', () => ({ act: 'greet' })],
  ["I'm sorry about this", () => ({ act: 'apologize' })],
  ['charged twice', () => ({ act: 'explain', topic: 'duplicate-charge' })],
  ['business days', () => ({ act: 'explain', topic: 'refund-timing' })],
  ['I have refunded', text => ({ act: 'confirm', claim: { what: 'refund', amountCents: centsIn(text) } })],
  ["can't verify", () => ({ act: 'refuse', why: 'cannot_verify' })],
  ['Have a nice day', () => ({ act: 'close_politely' })],
]
const centsIn = (text: string): number => Math.round(100 * Number(/\$([\d.]+\d)/.exec(text)![1]))

const options = { seeds: 6, cause: 'duplicate-capture', speech }

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
