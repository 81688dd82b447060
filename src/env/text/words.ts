import { DAY_MS, NEVER_MS } from '../../core/clock.ts'
import { formatMoney } from '../../core/money.ts'
import type { ActionType } from '../../world/actions.ts'
import type { CustomerMessage, Tone } from '../../world/acts.ts'
import { PAGE_ROWS, type Requester, type ToolResult } from '../../world/record.ts'
import type { Fact } from '../../world/world.ts'
import type { Observation } from '../observation.ts'
import { argumentsOf } from './tools.ts'

/** What a ticket looks like when the agent opens it. */
export function openingWords(observation: Observation): string {
  return [
    `A new ticket, by ${observation.channel}.`,
    ...factWords(observation, 0),
    standing(observation),
  ].join('\n')
}

/** What came of an action: what was said and answered since, what a look-up shows, and how things stand. */
export function resultWords(
  observation: Observation,
  { type, factsBefore }: { readonly type: ActionType; readonly factsBefore: number },
): string {
  const said = factWords(observation, factsBefore)
  const shown = observation.toolResult?.ok === true ? viewWords(type, observation) : []
  const lines = [...said, ...shown]
  return [...(lines.length === 0 ? ['Done.'] : lines), standing(observation)].join('\n')
}

/** What a call of a tool came to, and how things stand; nothing of what was said meanwhile. */
export function callWords(observation: Observation, type: ActionType): string {
  const { toolResult } = observation
  const shown = toolResult?.ok === true ? viewWords(type, observation) : []
  return [toolResult === null ? 'Done.' : toolWords(toolResult), ...shown, situation(observation)].join('\n')
}

function factWords({ transcript }: Observation, from: number): string[] {
  return transcript.slice(from).flatMap(fact => {
    const words = wordsOf(fact)
    return words === null ? [] : [words]
  })
}

function wordsOf(fact: Fact): string | null {
  if (fact.from === 'customer') return `Customer: ${fact.message.text ?? messageWords(fact.message)}`
  if (fact.from === 'agent') return null
  return toolWords(fact.result)
}

function toolWords({ tool, ok, code, message }: ToolResult): string {
  if (ok) return message === null ? `${tool}: ok` : `${tool}: ok. ${message}`
  return `${tool}: failed (${code}): ${message}`
}

const toneWords: Readonly<Record<Tone, string>> = {
  neutral: 'calm',
  annoyed: 'annoyed',
  angry: 'angry',
}

/** A customer's message as its meaning: what it does, what it is about, what it tells, and how it sounds. */
function messageWords({ acts, complaint, disclosed, tone, shouting }: CustomerMessage): string {
  const told = Object.entries(disclosed).map(
    ([slot, value]) => `${slot} ${slot === 'amount' && typeof value === 'number' ? money(value) : value}`,
  )
  return [
    `[${acts.join(', ')}] about "${complaint}"`,
    ...(told.length === 0 ? [] : [`tells: ${told.join(', ')}`]),
    `sounds ${toneWords[tone]}${shouting ? ', in capitals' : ''}`,
  ].join('; ')
}

/** The part of the observation that a look-up brings into view. */
const views: Readonly<Partial<Record<ActionType, readonly (keyof Observation)[]>>> = {
  lookup_customer: ['customer', 'history', 'paymentMethods', 'taxIds', 'activities'],
  lookup_subscriptions: ['subscriptions'],
  lookup_invoices: ['invoices'],
  lookup_charges: ['charges'],
  lookup_refunds: ['refunds'],
  lookup_disputes: ['disputes'],
  lookup_policy: ['terms', 'promotions'],
  search_knowledge_base: ['articles'],
  quote_cancellation: ['quoteCents'],
  quote_change: ['quoteCents'],
  run_diagnostic: ['checked'],
  apply_fix: ['tried'],
}

function viewWords(type: ActionType, observation: Observation): string[] {
  const { list, clockMs } = observation
  const names = type === 'next_page' && list !== null ? [list.kind] : (views[type] ?? [])
  return names.flatMap(name => {
    const value: unknown = observation[name]
    if (!Array.isArray(value)) return [`${name}: ${valueWords(name, value, clockMs)}`]
    const isPaged = list?.kind === name
    const first = isPaged ? list.page * PAGE_ROWS : 0
    const rows: readonly unknown[] = isPaged ? value.slice(first, first + PAGE_ROWS) : value
    return [
      `${name}:${rows.length === 0 ? ' none' : ''}`,
      ...rows.map(row => `- ${valueWords('', row, clockMs)}`),
      ...(isPaged && list.hasMore ? ['There are more: next_page.'] : []),
    ]
  })
}

const requesterWords: Readonly<Record<Requester, string>> = {
  payer: 'verified',
  member: 'verified: uses the account, and another pays for it',
}

/** How things stand, in two lines: what an agent's screen would show at its edge. */
function standing(observation: Observation): string {
  const possible = observation.available.flatMap(type =>
    argumentsOf.has(type) ? [type] : type === 'reply' ? ['to answer'] : [],
  )
  return [situation(observation), `Possible now: ${possible.join(', ')}.`].join('\n')
}

function situation(observation: Observation): string {
  const { phase, verified, requester, accepted, approval, stepsLeft, minutesLeft, promises } = observation
  const open = promises.filter(({ state }) => state === 'open').map(({ what }) => what)
  return [
    `Now: conversation ${phase}`,
    `identity ${verified ? requesterWords[requester!] : 'not verified'}`,
    ...(accepted ? ['the customer accepts'] : []),
    ...(approval.state === 'none' ? [] : [`approval ${approval.state}`]),
    ...(open.length === 0 ? [] : [`promised: ${open.join(', ')}`]),
    `${stepsLeft} steps and ${Math.floor(minutesLeft)} minutes left`,
  ].join('; ')
}

/** A value in words: cents with the money they are, moments from now, and objects as `name value, name value`. */
function valueWords(name: string, value: unknown, nowMs: number): string {
  if (value === null) return 'none'
  if (typeof value === 'number' && name.endsWith('Ms')) return moment(value - nowMs)
  if (typeof value === 'number' && name.endsWith('Cents')) return `${value} (${money(value)})`
  if (Array.isArray(value)) return value.map(each => valueWords('', each, nowMs)).join(' to ')
  if (typeof value !== 'object') return String(value)
  return Object.entries(value)
    .filter(([, field]) => field !== null && field !== NEVER_MS)
    .sort(([one], [other]) => Number(other === 'id') - Number(one === 'id'))
    .map(([field, inner]) => {
      const words = valueWords(field, inner, nowMs)
      const label = field.replace(/Ms$/, '')
      return typeof inner === 'object' ? `${label} (${words})` : `${label} ${words}`
    })
    .join(', ')
}

function money(amountCents: number): string {
  return formatMoney(amountCents, 'usd')
}

/** A moment as it lies from now, to the second: two charges may be that close. */
function moment(fromNowMs: number): string {
  const seconds = Math.round(Math.abs(fromNowMs) / 1000)
  const days = Math.floor((seconds * 1000) / DAY_MS)
  const clock = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60]
    .map(part => String(part).padStart(2, '0'))
    .join(':')
  const length = days === 0 ? clock : `${days} d ${clock}`
  return fromNowMs < 0 ? `${length} ago` : `in ${length}`
}
