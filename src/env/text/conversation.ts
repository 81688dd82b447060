import { cutOff } from '../../core/text.ts'
import { type Action, TEXT_MAX } from '../../world/actions.ts'
import type { Observation } from '../observation.ts'
import type { AgentTurn, ChatMessage, ToolCall } from './chat.ts'
import { systemPrompt } from './prompt.ts'
import { readCall } from './tools.ts'
import { openingWords, resultWords } from './words.ts'

/** An action that an agent's turn asks for, and the call that wants to know what came of it. */
interface Asked {
  readonly action: Action
  readonly callId: string | null
}

/**
 * One ticket as a chat: turns of the agent become actions, and what came of them becomes messages. An agent's turn is
 * taken apart into actions by `take`; each is to be done and told by `saw`; then `messages` ends with what there is to
 * answer.
 */
export interface Conversation {
  /** Everything said so far, in the shape of chat completions. */
  readonly messages: readonly ChatMessage[]
  /** Takes a turn; says how many actions follow from it. Calls that do not fit their tool are answered at once. */
  take(turn: AgentTurn): number
  /** The next action that the last turn asks for; null when all are done. */
  next(): Action | null
  /** Takes in what came of the last action, or of a turn that came to nothing. */
  saw(observation: Observation): void
  /** The ticket is over: answers the calls that are left of the last turn; the first of them ended it, or none did. */
  end(how: { readonly isDone: boolean }): void
  /** The same conversation, to go on by itself. */
  copy(): Conversation
}

/** The conversation of an agent that has just taken a ticket. */
export function conversationOn(observation: Observation): Conversation {
  return conversation({
    messages: [
      { role: 'system', content: systemPrompt(observation.policyText) },
      { role: 'user', content: openingWords(observation) },
    ],
    asked: [],
    heard: [],
    facts: observation.transcript.length,
  })
}

interface State {
  readonly messages: ChatMessage[]
  asked: readonly Asked[]
  /** What the customer answered to words that came with calls: it follows the results of the calls. */
  heard: readonly string[]
  /** Facts of the transcript that have been told. */
  facts: number
}

function conversation(state: State): Conversation {
  const { messages } = state

  /** What the customer said follows the results of the calls. */
  function tellHeard(): void {
    for (const words of state.heard) messages.push({ role: 'user', content: words })
    state.heard = []
  }

  return {
    messages,
    take(turn) {
      const read = readTurn(turn)
      messages.push(turn, ...read.refused)
      state.asked = read.asked
      if (read.asked.length === 0 && read.refused.length === 0) messages.push(NOTHING_SAID)
      return read.asked.length
    },
    next: () => state.asked[0]?.action ?? null,
    saw(observation) {
      const [done, ...left] = state.asked
      const factsBefore = state.facts
      state.facts = observation.transcript.length
      if (done === undefined) {
        const isSpokenTo = observation.transcript.slice(factsBefore).some(({ from }) => from === 'customer')
        if (isSpokenTo) {
          messages.push({ role: 'user', content: resultWords(observation, { type: 'wait', factsBefore }) })
        }
        return
      }
      const content = resultWords(observation, { type: done.action.type, factsBefore })
      state.asked = left
      if (done.callId === null) state.heard = [...state.heard, content]
      else messages.push({ role: 'tool', tool_call_id: done.callId, content })
      if (left.length === 0) tellHeard()
    },
    end({ isDone }) {
      for (const [index, { callId }] of state.asked.entries()) {
        if (callId === null) continue
        const content = isDone && index === 0 ? 'Done: the ticket is over.' : 'Not done: the ticket is over.'
        messages.push({ role: 'tool', tool_call_id: callId, content })
      }
      state.asked = []
      tellHeard()
    },
    copy: () => conversation({ ...state, messages: messages.slice() }),
  }
}

const NOTHING_SAID: ChatMessage = {
  role: 'user',
  content: 'Nobody heard anything. Write to the customer, or call a tool.',
}

/** The actions a turn asks for, in order, and answers to the calls that fit no tool. */
function readTurn({ content, tool_calls: calls = [] }: AgentTurn): {
  readonly asked: readonly Asked[]
  readonly refused: readonly ChatMessage[]
} {
  const text = cutOff(content?.trim() ?? '', TEXT_MAX)
  const read = calls.map(call => ({ call, read: readCall(call.function.name, call.function.arguments) }))
  const said: readonly Asked[] =
    text === '' ? [] : [{ action: { type: 'reply', acts: [], text }, callId: null }]
  return {
    asked: [
      ...said,
      ...read.flatMap(({ call, read: it }) => (it.ok ? [{ action: it.action, callId: call.id }] : [])),
    ],
    refused: read.flatMap(({ call, read: it }) => (it.ok ? [] : [refusal(call, it.why)])),
  }
}

function refusal({ id }: ToolCall, why: string): ChatMessage {
  return { role: 'tool', tool_call_id: id, content: `Not done. ${why} Call it again as it should be.` }
}
