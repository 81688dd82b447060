import { SupportGymError } from '../../core/errors.ts'
import { cutOff } from '../../core/text.ts'
import { quoting } from './quote.ts'
import { type ChatRequest, textOf, toolNames, toolResults, turnOf } from './request.ts'
import type { Rule, Script, ScriptedReply } from './script.ts'

const EXCERPT_LENGTH_MAX = 120

/** The replies of a script, one request after another. Throws `invalid_data` when no rule fits. */
export function repliesOf({ rules }: Script): (request: ChatRequest) => ScriptedReply {
  const used = new Map<Rule, number>()
  return request => {
    const rule = rules.find(each => (used.get(each) ?? 0) < timesOf(each) && fits(each, request))
    if (rule === undefined) throw noRule(request)
    used.set(rule, (used.get(rule) ?? 0) + 1)
    const { when: _when, once: _once, times: _times, ...reply } = rule
    return quoting(reply, toolResults(request))
  }
}

function timesOf({ once, times }: Rule): number {
  return once === true ? 1 : (times ?? Number.POSITIVE_INFINITY)
}

function fits({ when }: Rule, request: ChatRequest): boolean {
  const last = request.messages.at(-1)!
  const text = textOf(last)
  return (
    (when.role === undefined || when.role === last.role) &&
    (when.contains === undefined || text.includes(when.contains)) &&
    (when.matches === undefined || new RegExp(when.matches, 'u').test(text)) &&
    (when.toolResult === undefined || toolResults(request)[0]?.includes(when.toolResult) === true) &&
    (when.turn === undefined || when.turn === turnOf(request)) &&
    (when.tools ?? []).every(name => toolNames(request).includes(name))
  )
}

function noRule(request: ChatRequest): SupportGymError {
  const last = request.messages.at(-1)!
  const text = textOf(last)
  const excerpt = text.length > EXCERPT_LENGTH_MAX ? `${cutOff(text, EXCERPT_LENGTH_MAX)}…` : text
  return new SupportGymError(
    'invalid_data',
    `No rule of the script fits turn ${turnOf(request)}, with the last message of "${last.role}": "${excerpt}" ` +
      `and ${toolNames(request).length} tools. Add a rule for it, or a last one without "when".`,
  )
}
