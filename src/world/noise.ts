import { noiseKey, uniform } from '../core/random.ts'
import type { Ticket, World } from './world.ts'

/**
 * What noise is for. A purpose that decides one thing ("the survey of this ticket") is drawn by `decide` at a fixed
 * ordinal, whenever it is drawn; one that recurs ("the tone of the next message") is drawn by `next`.
 */
export const purposes = {
  cause: 0,
  archetype: 1,
  variant: 2,
  traits: 3,
  satisfactionBias: 4,
  patience: 5,
  belief: 6,
  queueWait: 7,
  silentLeave: 8,
  surveyAnswered: 9,
  surveyScore: 10,
  surveyDelay: 11,
  discovery: 12,
  reopening: 13,
  chargeback: 14,
  chargebackDelay: 15,
  disputeDecision: 16,
  churn: 17,
  billing: 18,
  replyDelay: 19,
  tone: 20,
  shownTone: 21,
  shouting: 22,
  threat: 23,
  words: 24,
  customerAct: 25,
  falseStatement: 26,
  approvalLatency: 27,
  approvalError: 28,
  scenario: 29,
  identity: 30,
  diagnosis: 31,
  paymentLink: 32,
  paymentLinkDelay: 33,
  paymentMethod: 34,
  noticed: 35,
  comeBack: 36,
} as const
export type Purpose = keyof typeof purposes

/** The purposes that recur in a ticket: each is a stream, whose next ordinal the ticket keeps. */
export const recurring = [
  'replyDelay',
  'tone',
  'shownTone',
  'shouting',
  'threat',
  'words',
  'customerAct',
  'falseStatement',
  'approvalLatency',
  'approvalError',
  'paymentLink',
  'paymentLinkDelay',
  'paymentMethod',
] as const satisfies readonly Purpose[]
export type Recurring = (typeof recurring)[number]

/** Where a ticket keeps the next ordinal of each stream. */
const streamAt = Object.fromEntries(recurring.map((purpose, at) => [purpose, at])) as Record<
  Recurring,
  number
>

/** The entity of noise that belongs to the episode itself rather than to one of its tickets. */
const EPISODE = 0

/** The uniform that decides one thing of the episode, before there is a ticket. */
export function decideEpisode(seed: number, purpose: Purpose, ordinal = 0): number {
  return uniform(seed, noiseKey(EPISODE, purposes[purpose]), ordinal)
}

/** The uniform that decides one thing of a ticket: the same whenever, and however often, it is asked for. */
export function decide(world: World, ticket: Ticket, purpose: Purpose): number {
  return uniform(world.seed, noiseKey(1 + ticket.ordinal, purposes[purpose]), 0)
}

/** The uniform at a given ordinal of a purpose: for noise that belongs to the n-th of something, however it came. */
export function drawAt(
  world: World,
  ticket: Ticket,
  { purpose, ordinal }: { purpose: Purpose; ordinal: number },
): number {
  return uniform(world.seed, noiseKey(1 + ticket.ordinal, purposes[purpose]), ordinal)
}

/** The next uniform of a ticket's stream for a purpose: advances the stream's ordinal, which is state. */
export function next(world: World, ticket: Ticket, purpose: Recurring): number {
  const stream = streamAt[purpose]
  const ordinal = ticket.draws[stream]!
  ticket.draws[stream] = ordinal + 1
  return uniform(world.seed, noiseKey(1 + ticket.ordinal, purposes[purpose]), ordinal)
}
