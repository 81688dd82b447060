import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Stripe from 'stripe'
import { onTestFinished } from 'vitest'
import type { Env, Speech } from '../../../src/env/index.ts'
import { makeEnv } from '../../../src/make.ts'
import { type PlayedEpisode, playAsync } from '../../../src/policies/index.ts'
import { type BlackBoxAgent, type BlackBoxOptions, blackBoxAgent } from '../../../src/server/stripe.ts'
import type { Action } from '../../../src/world/actions.ts'
import type { AgentAct } from '../../../src/world/acts.ts'

/** A request for a chat completion as the agent gets it. */
export interface Asked {
  readonly messages: readonly {
    readonly role: string
    readonly content: string | null
    readonly tool_call_id?: string
  }[]
  readonly tools?: readonly { readonly function: { readonly name: string } }[]
  readonly user?: string
  readonly metadata?: Readonly<Record<string, string>>
}

/** What an agent answers: words, calls, or the status of a failure. */
export interface Said {
  readonly words?: string
  readonly calls?: readonly (readonly [name: string, given: object])[]
  readonly status?: number
}

/** What an agent does with a request, with its Stripe SDK at hand, which asks once. */
type Brain = (asked: Asked, stripe: Stripe) => Promise<Said>

export interface Tested extends BlackBoxAgent {
  readonly asked: readonly Asked[]
  /** Its SDK, for what it does of its own accord. */
  readonly stripe: Stripe
}

/** An agent of its own server, and its billing server: both end with the test. */
export async function agentWith(brain: Brain, options: Partial<BlackBoxOptions> = {}): Promise<Tested> {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', part => {
      text += String(part)
    })
    request.on('end', async () => {
      const body = JSON.parse(text) as Asked
      asked.push(body)
      const said = await brain(body, stripe).catch(failed)
      response
        .writeHead(said.status ?? 200, { 'content-type': 'application/json' })
        .end(
          JSON.stringify(said.status === undefined ? completion(said) : { error: { message: said.words } }),
        )
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const agent = await blackBoxAgent({ baseURL: `http://127.0.0.1:${port}/v1`, model: 'mine', ...options })
  const { apiKey, ...billing } = agent.billing
  const stripe = new Stripe(apiKey, { ...billing, protocol: 'http', maxNetworkRetries: 0 })
  onTestFinished(async () => {
    await agent.close()
    server.closeAllConnections()
    server.close()
  })
  return { ...agent, asked, stripe }
}

function failed(error: unknown): Said {
  return { status: 500, words: String(error) }
}

function completion({ words, calls = [] }: Said): object {
  const toolCalls = calls.map(([name, given], index) => ({
    id: `call_${index}`,
    type: 'function',
    function: { name, arguments: JSON.stringify(given) },
  }))
  const message = {
    role: 'assistant',
    content: words ?? null,
    ...(calls.length === 0 ? {} : { tool_calls: toolCalls }),
  }
  return { choices: [{ message }], usage: { prompt_tokens: 10, completion_tokens: 2 } }
}

/** Its words are the names of its acts: "greet; refuse.not_owed; bye". The customer's are those of theirs. */
export const speech: Speech = {
  understand: text => ({
    acts: Object.entries(acts).flatMap(([word, act]) =>
      text.includes(word) ? [{ act, confidence: 1, span: { from: 0, to: 1 } }] : [],
    ),
    amounts: [],
    dates: [],
  }),
  word: ({ message }) => `I say: ${message.acts.join(', ')}`,
}
const acts: Readonly<Record<string, AgentAct>> = {
  hello: { act: 'greet' },
  sorry: { act: 'apologize' },
  'charged twice': { act: 'explain', topic: 'duplicate-charge' },
  'takes days': { act: 'explain', topic: 'refund-timing' },
  refunded: { act: 'confirm', claim: { what: 'refund' } },
  'not owed': { act: 'refuse', why: 'not_owed' },
  bye: { act: 'close_politely' },
}

export const options = { scenario: 'duplicate-charge-v1', cause: 'duplicate-capture' }

/** An episode with the agent: what was done, and the env it was done in. */
export async function play(
  agent: BlackBoxAgent,
  {
    seed = 7,
    tickets = 1,
    ...given
  }: { seed?: number; tickets?: number; scenario?: string; cause?: string } = {},
): Promise<PlayedEpisode & { readonly env: Env; readonly actions: readonly Action[] }> {
  const env = makeEnv('billing-support-v4', { check: true, tickets })
  const played = await playAsync(env, agent.make(seed), { seed, options: { ...options, ...given }, speech })
  return { ...played, env, actions: played.choices.map(({ action }) => action as Action) }
}

export function typesOf(actions: readonly Action[]): readonly string[] {
  return actions.map(({ type }) => type)
}
