import { sigmoid } from '../core/math.ts'
import { logNormalQuantile, normalQuantile } from '../core/quantiles.ts'
import type { CustomerAct, CustomerMessage, Slot, Tone } from '../world/acts.ts'
import { next } from '../world/noise.ts'
import { noEntries } from '../world/record.ts'
import type { Ticket, World } from '../world/world.ts'
import type { CustomerModel } from './model/index.ts'
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
export function answer(
  world: World,
  ticket: Ticket,
  {
    prompted,
    knows,
    model,
  }: { readonly prompted: Prompted; readonly knows: Knowledge; readonly model: CustomerModel },
): CustomerMessage {
  const { thanksAbove, thanksBelowAnger, complainsAboveAnger, falseFactor } = model.answer
  const acts: CustomerAct[] = []
  const isFalse = next(world, ticket, 'falseStatement') >= ticket.traits.honesty
  const known = prompted.asked === null ? undefined : knows[prompted.asked]
  const said = isFalse && typeof known === 'number' ? falseFactor * known : known
  const disclosed = prompted.asked === null || said === undefined ? noEntries : { [prompted.asked]: said }
  if (said !== undefined) acts.push('answer')
  const feigns = next(world, ticket, 'customerAct') < ticket.traits.feignsAcceptance
  if (prompted.stated) acts.push(believes(ticket) || feigns ? 'accept' : 'doubt')
  if (threatens(world, ticket, model)) acts.push('threaten')
  else if (ticket.mood.lastValue > thanksAbove && ticket.mood.anger < thanksBelowAnger) acts.push('thank')
  else if (ticket.mood.anger > complainsAboveAnger) acts.push('complain')
  if (acts.length === 0) acts.push('question')
  // The transcript keeps it: a copy has no room to spare, as a list that grew has.
  return emit(world, ticket, { acts: acts.slice(), disclosed, model })
}

/** The message with which a ticket opens. */
export function opening(
  world: World,
  ticket: Ticket,
  { acts, model }: { readonly acts: readonly CustomerAct[]; readonly model: CustomerModel },
): CustomerMessage {
  return emit(world, ticket, { acts, disclosed: noEntries, model })
}

/** What a customer says unasked: who has waited too long, who leaves and says so, who has done what was asked. */
export function outburst(
  world: World,
  ticket: Ticket,
  { act, model }: { readonly act: 'question' | 'leave' | 'answer'; readonly model: CustomerModel },
): CustomerMessage {
  return emit(world, ticket, { acts: [act], disclosed: noEntries, model })
}

/**
 * Whether and when the customer follows a link and enters a new payment method, and its last digits; null when they
 * never do. Who knows their way around and trusts the company does it sooner and more often.
 */
export function entersPaymentMethod(
  world: World,
  ticket: Ticket,
  { paymentLink }: CustomerModel,
): { readonly inMinutes: number; readonly last4: string } | null {
  const { tech } = ticket.traits
  const { trust } = ticket.mood
  const { base, perTech, perTrust, medianMinutes, techOffset, sigma, minutesMax } = paymentLink
  if (next(world, ticket, 'paymentLink') >= base + perTech * tech + perTrust * trust) return null
  const median = medianMinutes[ticket.record.channel] * (techOffset - tech)
  const last4 = Math.floor(10_000 * next(world, ticket, 'paymentMethod'))
  return {
    inMinutes: Math.min(
      minutesMax,
      logNormalQuantile(next(world, ticket, 'paymentLinkDelay'), median, sigma),
    ),
    last4: String(last4).padStart(4, '0'),
  }
}

/** Minutes until the customer answers, by channel. */
export function replyDelayMinutes(world: World, ticket: Ticket, { replyDelay }: CustomerModel): number {
  const { medianMinutes, sigma, minutesMax } = replyDelay
  const median = medianMinutes[ticket.record.channel]
  return Math.min(minutesMax, logNormalQuantile(next(world, ticket, 'replyDelay'), median, sigma))
}

function threatens(world: World, ticket: Ticket, { threat }: CustomerModel): boolean {
  const { base, perAnger, perAssertiveness } = threat
  const z = base + perAnger * ticket.mood.anger + perAssertiveness * ticket.traits.assertiveness
  return next(world, ticket, 'threat') < sigmoid(z)
}

function emit(
  world: World,
  ticket: Ticket,
  { acts, disclosed, model }: Pick<CustomerMessage, 'acts' | 'disclosed'> & { readonly model: CustomerModel },
): CustomerMessage {
  const { shouting } = model
  return {
    acts,
    disclosed,
    atMs: world.clock.nowMs,
    complaint: ticket.record.complaint,
    tone: shownTone(world, ticket, model),
    shouting:
      next(world, ticket, 'shouting') < sigmoid(shouting.base + shouting.perAnger * ticket.mood.anger),
    words: wordCount(world, ticket, model),
  }
}

/** The tone as the agent is shown it: the index of the state, through a classifier's errors. */
function shownTone(world: World, ticket: Ticket, model: CustomerModel): Tone {
  const { mood, traits } = ticket
  const { deviation, perAnger, perEffort, perPoliteness, thresholds } = model.tone
  const noise = deviation * normalQuantile(next(world, ticket, 'tone'))
  const z =
    perAnger * mood.anger + perEffort * mood.effort - perPoliteness * (traits.politeness - 0.5) + noise
  const tone: Tone = z > thresholds[1] ? 'angry' : z > thresholds[0] ? 'annoyed' : 'neutral'
  const [neutral, annoyed] = model.shownTone[tone]
  const u = next(world, ticket, 'shownTone')
  return u < neutral ? 'neutral' : u < neutral + annoyed ? 'annoyed' : 'angry'
}

function wordCount(world: World, ticket: Ticket, { words }: CustomerModel): number {
  const { mood, traits, record } = ticket
  const { median, base, perVerbosity, firstFactor, perAnger, sigma } = words
  const usual =
    median * (base + perVerbosity * traits.verbosity) * (record.messagesHeard === 0 ? firstFactor : 1)
  const drawn = logNormalQuantile(next(world, ticket, 'words'), usual * (1 + perAnger * mood.anger), sigma)
  return Math.max(1, Math.round(drawn))
}
