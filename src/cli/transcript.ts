import pc from 'picocolors'
import { DAY_MS } from '../core/clock.ts'
import { formatMoney } from '../core/money.ts'
import type { SignalLine, Trajectory } from '../trace/index.ts'
import type { Action } from '../world/actions.ts'
import type { AgentAct } from '../world/acts.ts'
import type { Fact } from '../world/world.ts'

/** One line of a ticket as a person reads it: when, who, what. */
export interface Told {
  readonly at: string
  readonly by: string
  readonly what: string
}

/** What an action is, in words, where it is more than the message it sends; null for a reply. */
export function toldAction(action: Action, atMs: number): Told | null {
  if (action.type === 'reply' || action.type === 'wait_for_next_signal') return null
  const { type, ...details } = action
  const words = Object.entries(details).map(([name, value]) => detail(name, value))
  return { at: moment(atMs), by: 'agent', what: [type.replaceAll('_', ' '), ...words].join(', ') }
}

/** A fact of the transcript, in words; null for a tool that merely worked. */
export function toldFact(fact: Fact): Told | null {
  const at = moment(fact.atMs)
  if (fact.from === 'agent') {
    return { at, by: 'agent', what: fact.text ?? fact.acts.map(saidBy).join('; ') }
  }
  if (fact.from === 'tool') {
    const { ok, tool, code, message } = fact.result
    return ok ? null : { at, by: 'tool', what: pc.red(`${tool} refused (${code}): ${message}`) }
  }
  const { acts, complaint, disclosed, tone, shouting, words } = fact.message
  const told = Object.entries(disclosed).map(([slot, value]) => `${slot} ${value}`)
  const manner = [tone, ...(shouting ? ['shouting'] : []), `${words} words`].join(', ')
  const about = acts.includes('complain') ? ` (${complaint})` : ''
  const what = `${acts.join(', ')}${about}${told.length > 0 ? `: ${told.join(', ')}` : ''}  ${pc.dim(manner)}`
  return { at, by: 'customer', what }
}

/** A signal, in words. */
export function toldSignal({ signal, value, atMs, reward }: SignalLine): Told {
  return {
    at: `day ${Math.round(atMs / DAY_MS)}`,
    by: 'later',
    what: `${signalWords(signal, value)}  ${pc.dim(`reward ${signed(reward)}`)}`,
  }
}

/** How the case ended: the grade with its reasons, and what it was worth. */
export function toldEnd({ end, header }: Trajectory): string {
  if (end.outcome === null) return `truncated by an outer limit, return ${signed(end.return)}`
  const reasons = end.reasons.length === 0 ? '' : `: ${end.reasons.join('; ')}`
  const about = `${header.cause}, ${header.variant}, ${header.persona}`
  return [
    `${pc.bold(end.outcome)}${reasons}`,
    `behind it: ${about}`,
    `return ${signed(end.return)} · utility ${formatMoney(end.utilityCents, 'usd')} · ` +
      `leaked ${formatMoney(end.leakedCents, 'usd')} · ${Math.round(end.minutes)} min · state ${end.stateHash.slice(0, 12)}`,
  ].join('\n')
}

function signalWords(signal: SignalLine['signal'], value: SignalLine['value']): string {
  switch (signal) {
    case 'survey':
      return value === null ? 'the survey stays unanswered' : `the survey is answered: ${value} of 5`
    case 'reopened':
      return 'the ticket is reopened'
    case 'refund_settled':
      return `a refund of ${formatMoney(Number(value), 'usd')} arrives`
    case 'refund_failed':
      return `a refund of ${formatMoney(Number(value), 'usd')} fails`
    case 'promise_broken':
      return 'a promise is broken'
    case 'follow_up':
      return Number(value) > 0
        ? `the follow-up gives ${formatMoney(Number(value), 'usd')} away`
        : 'the follow-up is made'
    case 'chargeback':
      return `a chargeback of ${formatMoney(Number(value), 'usd')} is filed`
    case 'chargeback_decided':
      return `the chargeback is ${value}`
    case 'churn':
      return 'the customer cancels'
    case 'renewal':
      return 'the customer is still there'
    case 'outcome':
      return `the case is settled: ${value}`
  }
}

function saidBy(act: AgentAct): string {
  const { act: name, ...details } = act
  const words = Object.values(details).map(value => (typeof value === 'number' ? `${value} min` : value))
  return [name, ...words].join(' ').replaceAll('_', ' ')
}

function detail(name: string, value: unknown): string {
  if (name === 'amountCents') return formatMoney(Number(value), 'usd')
  if (typeof value === 'object' && value !== null) return JSON.stringify(value)
  return name === 'minutes' || name === 'inMinutes' ? `${value} min` : String(value)
}

/** Time since first contact: `00:12:07`, beyond a day `2 d 03:15:00`. */
function moment(atMs: number): string {
  const seconds = Math.floor(atMs / 1000)
  const parts = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60]
  const clock = parts.map(part => String(part).padStart(2, '0')).join(':')
  return atMs < DAY_MS ? clock : `${Math.floor(atMs / DAY_MS)} d ${clock}`
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`
}
