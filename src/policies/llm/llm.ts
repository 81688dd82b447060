import { type Conversation, chatTools, conversationOn, LOST_TURN } from '../../env/index.ts'
import { type Ask, addUsage, type EndpointOptions, endpoint, noUsage } from '../../llm/index.ts'
import type { AsyncPolicy, AsyncPolicyEntry } from '../async.ts'

/** Answers that may ask for nothing that can be done before the turn is lost. */
const ATTEMPTS = 2

/**
 * A language model as the agent, at any OpenAI-compatible endpoint: what it writes the customer reads, what it calls is
 * done, and one repair turn when nothing of an answer can be done. It reads the observation alone. How likely a model
 * was to choose what it chose is not known: its propensities stand as 1, and its logs are no data for offline
 * estimators. Throws `invalid_config`; while playing `infrastructure`, when the endpoint gives no answer.
 */
export function llmPolicy(options: EndpointOptions): AsyncPolicyEntry {
  const { ask } = endpoint(options)
  return {
    id: `llm:${options.model}`,
    about: 'A language model that writes to the customer and calls tools.',
    isExploit: false,
    make: () => talker(ask),
  }
}

function talker(ask: Ask): AsyncPolicy {
  let conversation: Conversation | null = null
  let ticket = 0
  let usage = noUsage

  /** Asks until there is something to do. */
  async function answered(talk: Conversation): Promise<void> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const { content, calls, usage: used } = await ask({ messages: talk.messages, tools: chatTools })
      usage = addUsage(usage, used)
      const toolCalls = calls.map(({ id, name, arguments: text }) => ({
        id,
        type: 'function' as const,
        function: { name, arguments: text },
      }))
      const turn = { role: 'assistant' as const, content: content ?? '' }
      if (talk.take(toolCalls.length === 0 ? turn : { ...turn, content, tool_calls: toolCalls }) > 0) return
    }
  }

  return {
    speaks: true,
    usage: () => usage,
    async act(observation, info) {
      if (observation.available.includes('wait_for_next_signal')) {
        return { action: { type: 'wait_for_next_signal' }, propensity: 1 }
      }
      // Each ticket is a conversation of its own; what the desk knows of the last one is on file.
      if (conversation === null || info.ticket !== ticket) {
        ticket = info.ticket
        conversation = conversationOn(observation)
      } else conversation.saw(observation)
      if (conversation.next() === null) await answered(conversation)
      return { action: conversation.next() ?? LOST_TURN, propensity: 1 }
    },
  }
}
