import { sigmoid } from '../core/math.ts'
import { logNormalQuantile, normalQuantile } from '../core/quantiles.ts'
import type { CustomerAct, CustomerMessage, Slot, Tone } from '../world/acts.ts'
import { next } from '../world/noise.ts'
import type { Ticket, World } from '../world/world.ts'
import { believes } from './satisfaction.ts'

/** What the agent's message calls for. */
export interface Prompted {
  /** The first slot that was asked for and is not known yet. */
  readonly asked: Slot | null
  /** It said something that a customer accepts or doubts: an explanation, a remedy, a refusal, a promise. */
  readonly stated: boolean
}

/** The customer's facts, by slot: what is disclosed, one at a time, when asked. */
export type Knowledge = Readonly<Partial<Record<Slot, string | number>>>

/** The customer's answer to a message: the acts follow from the state, tone and length are noisy emissions of it. */
export function answer(world: World, ticket: Ticket, prompted: Prompted, knows: Knowledge): CustomerMessage {
  const acts: CustomerAct[] = []
  const disclosed: Partial<Record<Slot, string | number>> = {}
  const isFalse = next(world, ticket, 'falseStatement') >= ticket.traits.honesty
  const known = prompted.asked === null ? undefined : knows[prompted.asked]
  if (prompted.asked !== null && known !== undefined) {
    acts.push('answer')
    disclosed[prompted.asked] = isFalse && typeof known === 'number' ? 2 * known : known
  }
  const feigns = next(world, ticket, 'customerAct') < ticket.traits.feignsAcceptance
  if (prompted.stated) acts.push(believes(ticket) || feigns ? 'accept' : 'doubt')
  if (threatens(world, ticket)) acts.push('threaten')
  else if (ticket.mood.lastValue > 0.1 && ticket.mood.anger < 0.35) acts.push('thank')
  else if (ticket.mood.anger > 0.5) acts.push('complain')
  if (acts.length === 0) acts.push('question')
  return emit(world, ticket, { acts, disclosed })
}

/** The message with which a ticket opens. */
export function opening(world: World, ticket: Ticket, acts: readonly CustomerAct[]): CustomerMessage {
  return emit(world, ticket, { acts, disclosed: {} })
}

/** What a customer says unasked: who has waited too long, who leaves and says so, who has done what was asked. */
export function outburst(
  world: World,
  ticket: Ticket,
  act: 'question' | 'leave' | 'answer',
): CustomerMessage {
  return emit(world, ticket, { acts: [act], disclosed: {} })
}

/**
 * Whether and when the customer follows a link and enters a new payment method, and its last digits; null when they
 * never do. Who knows their way around and trusts the company does it sooner and more often.
 */
export function entersPaymentMethod(
  world: World,
  ticket: Ticket,
): { readonly inMinutes: number; readonly last4: string } | null {
  const { tech } = ticket.traits
  const { trust } = ticket.mood
  if (next(world, ticket, 'paymentLink') >= 0.75 + 0.15 * tech + 0.1 * trust) return null
  const median = { chat: 3, phone: 2, email: 40 }[ticket.record.channel] * (1.5 - tech)
  const last4 = Math.floor(10_000 * next(world, ticket, 'paymentMethod'))
  return {
    inMinutes: Math.min(2_880, logNormalQuantile(next(world, ticket, 'paymentLinkDelay'), median, 0.6)),
    last4: String(last4).padStart(4, '0'),
  }
}

/** Minutes until the customer answers, by channel. */
export function replyDelayMinutes(world: World, ticket: Ticket): number {
  const median = { chat: 0.7, phone: 0.1, email: 25 }[ticket.record.channel]
  return Math.min(240, logNormalQuantile(next(world, ticket, 'replyDelay'), median, 0.6))
}

function threatens(world: World, ticket: Ticket): boolean {
  const probability = sigmoid(-6 + 4 * ticket.mood.anger + 2 * ticket.traits.assertiveness)
  return next(world, ticket, 'threat') < probability
}

function emit(
  world: World,
  ticket: Ticket,
  said: Pick<CustomerMessage, 'acts' | 'disclosed'>,
): CustomerMessage {
  const { mood, traits } = ticket
  const noise = 0.13 * normalQuantile(next(world, ticket, 'tone'))
  const z = 0.75 * mood.anger + 0.2 * mood.effort - 0.45 * (traits.politeness - 0.5) + noise
  const tone: Tone = z > 0.62 ? 'angry' : z > 0.36 ? 'annoyed' : 'neutral'
  const first = ticket.record.messagesHeard === 0
  const medianWords = 11 * (0.6 + 0.8 * traits.verbosity) * (first ? 2 : 1) * (1 + 0.5 * mood.anger)
  return {
    acts: said.acts,
    disclosed: said.disclosed,
    atMs: world.clock.nowMs,
    complaint: ticket.record.complaint,
    tone: shownTone(tone, next(world, ticket, 'shownTone')),
    shouting: next(world, ticket, 'shouting') < sigmoid(-5 + 4 * mood.anger),
    words: Math.max(1, Math.round(logNormalQuantile(next(world, ticket, 'words'), medianWords, 0.5))),
  }
}

/** Rows: the tone; columns: as shown (neutral, annoyed, angry). Overall accuracy .85 on a typical mix [21]. */
const TONE_CONFUSION: Record<Tone, readonly [number, number, number]> = {
  neutral: [0.9, 0.09, 0.01],
  annoyed: [0.28, 0.68, 0.04],
  angry: [0.06, 0.15, 0.79],
}

function shownTone(tone: Tone, u: number): Tone {
  const [neutral, annoyed] = TONE_CONFUSION[tone]
  return u < neutral ? 'neutral' : u < neutral + annoyed ? 'annoyed' : 'angry'
}
