import { cutOff } from '../../core/text.ts'
import { type ChatMessage, callWords, type Observation, readCall } from '../../env/index.ts'
import type { Answer } from '../../llm/index.ts'
import { type Action, TEXT_MAX } from '../../world/actions.ts'

/**
 * One ticket as the agent under test meets it: the customer's words as user messages, the agent's own answers, and what
 * its calls came to.
 */
export interface Talk {
  readonly messages: readonly ChatMessage[]
  /** Whether there is anything to answer. */
  readonly hasNews: boolean
  /** Whether the agent has called a tool in this conversation. */
  readonly callsTools: boolean
  /** Takes an answer apart; calls that cannot be done are answered at once. */
  take(answer: Answer): void
  /** The next action the last answer asks for, to be done now; null when all are done. */
  next(): Action | null
  /** Takes in what came of a step. */
  saw(observation: Observation): void
}

interface Asked {
  readonly action: Action
  readonly callId: string | null
}

/** A conversation with an agent that is offered the tools of these names. */
export function talkWith({
  context,
  tools,
}: {
  readonly context: string | undefined
  readonly tools: readonly string[]
}): Talk {
  const messages: ChatMessage[] = context === undefined ? [] : [{ role: 'system', content: context }]
  let asked: readonly Asked[] = []
  let doing: Asked | null = null
  /** The customer's words that wait for the results of calls, which come first. */
  let words: readonly string[] = []
  let factsHeard = 0
  let callsTools = false

  return {
    messages,
    get hasNews() {
      return messages.at(-1)?.role !== 'assistant'
    },
    get callsTools() {
      return callsTools
    },
    take({ content, calls }) {
      const text = cutOff(content?.trim() ?? '', TEXT_MAX)
      callsTools ||= calls.length > 0
      messages.push(turnOf(text, calls))
      const said: readonly Asked[] =
        text === '' ? [] : [{ action: { type: 'reply', acts: [], text }, callId: null }]
      const called = calls.map(call => ({ id: call.id, read: readOffered(call, tools) }))
      for (const { id, read } of called) {
        if (!read.ok) messages.push({ role: 'tool', tool_call_id: id, content: `Not done. ${read.why}` })
      }
      const wanted = called.flatMap(({ id, read }) => (read.ok ? [{ action: read.action, callId: id }] : []))
      asked = [...said, ...wanted]
    },
    next() {
      doing = asked[0] ?? null
      asked = asked.slice(1)
      return doing?.action ?? null
    },
    saw(observation) {
      words = [...words, ...wordsSince(observation, factsHeard)]
      factsHeard = observation.transcript.length
      // What needs approval is answered when somebody has decided.
      if (observation.phase === 'pendingApproval') return
      if (doing !== null && doing.callId !== null) {
        const content = callWords(observation, doing.action.type)
        messages.push({ role: 'tool', tool_call_id: doing.callId, content })
      }
      doing = null
      if (asked.length > 0) return
      messages.push(...words.map(content => ({ role: 'user', content }) as const))
      words = []
    },
  }
}

function turnOf(content: string, calls: Answer['calls']): ChatMessage {
  if (calls.length === 0) return { role: 'assistant', content }
  return {
    role: 'assistant',
    content: content === '' ? null : content,
    tool_calls: calls.map(({ id, name, arguments: text }) => ({
      id,
      type: 'function',
      function: { name, arguments: text },
    })),
  }
}

function readOffered(
  { name, arguments: text }: Answer['calls'][number],
  tools: readonly string[],
): ReturnType<typeof readCall> {
  if (tools.includes(name)) return readCall(name, text)
  return { ok: false, why: `There is no tool "${name}". Tools: ${tools.join(', ') || 'none'}.` }
}

function wordsSince({ transcript }: Observation, facts: number): readonly string[] {
  return transcript.slice(facts).flatMap(fact => (fact.from === 'customer' ? [fact.message.text ?? ''] : []))
}
