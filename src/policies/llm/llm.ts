import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions'
import type { Observation } from '../../env/index.ts'
import type { Action } from '../../world/actions.ts'
import type { AsyncPolicy, AsyncPolicyEntry } from '../async.ts'
import { type Answer, type Ask, type EndpointOptions, endpoint } from './endpoint.ts'
import { systemPrompt } from './prompt.ts'
import { readCall } from './tools.ts'
import { openingWords, resultWords } from './words.ts'

/** What an answer costs that fits no action, even when the model was told why: the customer waits. */
const LOST_TURN: Action = { type: 'wait', minutes: 1 }

/**
 * A language model as the agent, through tool calling at any OpenAI-compatible endpoint: one action a turn, and one
 * repair turn when a tool call does not fit its schema. It reads the observation alone. How likely a model was to
 * choose what it chose is not known: its propensities stand as 1, and its logs are no data for offline estimators.
 * Throws `invalid_config`; while playing `infrastructure`, when the endpoint gives no answer.
 */
export function llmPolicy(options: EndpointOptions): AsyncPolicyEntry {
  const ask = endpoint(options)
  return {
    id: `llm:${options.model}`,
    about: 'A language model that works the ticket by tool calls.',
    isExploit: false,
    make: () => talker(ask),
  }
}

/** What the model chose, and the call that has to be answered with what came of it. */
interface Chosen {
  readonly action: Action
  readonly callId: string | null
}

function talker(ask: Ask): AsyncPolicy {
  const messages: ChatCompletionMessageParam[] = []
  let last: (Chosen & { readonly factsBefore: number }) | null = null
  let ticket = 0

  function hear(observation: Observation): void {
    if (last === null) {
      messages.push(
        { role: 'system', content: systemPrompt(observation.policyText) },
        { role: 'user', content: openingWords(observation) },
      )
      return
    }
    const content = resultWords(observation, { type: last.action.type, factsBefore: last.factsBefore })
    if (last.callId === null) messages.push({ role: 'user', content })
    else messages.push({ role: 'tool', tool_call_id: last.callId, content })
  }

  async function choose(): Promise<Chosen> {
    for (let attempt = 1; attempt <= 2; attempt++) {
      const answer = await ask(messages)
      const read = take(answer, messages)
      if (read !== null) return read
    }
    return { action: LOST_TURN, callId: null }
  }

  return {
    async act(observation, info) {
      // Each ticket is a conversation of its own; what the desk knows of the last one is on file.
      if (info.ticket !== ticket) {
        messages.length = 0
        last = null
        ticket = info.ticket
      }
      if (observation.available.includes('wait_for_next_signal')) {
        return { action: { type: 'wait_for_next_signal' }, propensity: 1 }
      }
      hear(observation)
      const chosen = await choose()
      last = { ...chosen, factsBefore: observation.transcript.length }
      return { action: chosen.action, propensity: 1 }
    },
  }
}

/**
 * Takes an answer into the conversation: the first call counts, further ones are answered as not done. Null when it
 * fits no action; then the conversation ends with why.
 */
function take(answer: Answer, messages: ChatCompletionMessageParam[]): Chosen | null {
  const { content, calls } = answer
  const [first, ...others] = calls
  if (first === undefined) {
    messages.push(
      { role: 'assistant', content: content ?? '' },
      { role: 'user', content: 'Nobody hears that. Answer with exactly one tool call; to talk, call reply.' },
    )
    return null
  }
  messages.push({
    role: 'assistant',
    content,
    tool_calls: calls.map(({ id, name, arguments: text }) => ({
      id,
      type: 'function',
      function: { name, arguments: text },
    })),
  })
  for (const { id } of others) {
    messages.push({
      role: 'tool',
      tool_call_id: id,
      content: 'Not done: one action a turn, the first counts.',
    })
  }
  const read = readCall(first.name, first.arguments)
  if (read.ok) return { action: read.action, callId: first.id }
  messages.push({
    role: 'tool',
    tool_call_id: first.id,
    content: `Not done. ${read.why} Call it again as it should be.`,
  })
  return null
}
