import { clamp, clamp01, power } from '../core/math.ts'
import type { Ticket } from '../world/world.ts'
import type { CustomerModel } from './model/index.ts'
import { isFirstFailure, lossWeight, trustLossWeight } from './past.ts'
import { believes } from './satisfaction.ts'

/**
 * What a customer can live through in one part of a message or one visible event, already judged for truth: the
 * words "I am sorry" are an experience only together with whose fault it is and how often they were said.
 */
export type Experience =
  | { readonly kind: PlainKind; readonly repeat: number }
  | { readonly kind: 'apologize'; readonly repeat: number }
  /** The agent takes leave: in good time when the customer believes the case was treated rightly, else early. */
  | { readonly kind: 'close'; readonly repeat: number }
  | { readonly kind: 'promise'; readonly repeat: number }
  /** A remedy the customer was told of; `ratio` = paid ÷ perceived loss. */
  | { readonly kind: 'remedy'; readonly repeat: number; readonly ratio: number }

/** Acts and events that are worth the same whatever came before, but for repetition. */
type PlainKind = Exclude<keyof CustomerModel['acts'], 'promise' | 'remedy' | 'close_settled' | 'close_early'>

type Felt = Omit<CustomerModel['acts']['close_settled'], 'source'>

/** Worth of compensation at `ratio` = paid ÷ loss: overcompensation pays up to a plateau, then turns. */
export function compensationWorth(ratio: number, { compensation }: CustomerModel): number {
  const { over, plateau, excess } = compensation
  return (
    Math.min(ratio, 1) + over * clamp(ratio - 1, 0, plateau) - excess * Math.max(0, ratio - (1 + plateau))
  )
}

/** Worth of the n-th apology (n from 1): real the first time and where there is blame, then worse than silence. */
export function apologyWorth(n: number, blame: number, { apology }: CustomerModel): number {
  return apology.first * power(apology.decay, n - 1) * blame - apology.excess * Math.max(0, n - apology.free)
}

/** Appraises one message or visible event, its parts summed; changes the ticket's mood and returns the value v. */
export function appraise(ticket: Ticket, experiences: readonly Experience[], model: CustomerModel): number {
  const { mood, traits } = ticket
  const { justice, strain, disconfirmation, value: worth } = model
  const sum = { distributive: 0, procedural: 0, interactional: 0, effort: 0, clarity: 0 }
  let closing = false
  for (const experience of experiences) {
    const felt = feltRow(ticket, experience, model)
    sum.distributive += felt.distributive
    sum.procedural += felt.procedural
    sum.interactional += felt.interactional
    sum.effort += felt.effort
    sum.clarity += felt.clarity
    if (experience.kind === 'close') closing = true
    believe(ticket, experience, model)
  }
  const q =
    justice.distributive * sum.distributive +
    justice.interactional * sum.interactional +
    justice.procedural * sum.procedural -
    strain.weight * sum.effort * (strain.patienceOffset - traits.patience)
  const disconfirmed = sum.distributive !== 0 || q < 0 || closing
  const d = disconfirmed ? q - disconfirmation.expectation * mood.expectation : q
  const value =
    d >= 0
      ? power(d, worth.exponent)
      : -traits.lossAversion * lossWeight(ticket, model) * power(-d, worth.exponent)
  feel(ticket, value, model)
  const { effort, confusion, expectation } = model
  mood.effort = clamp01(
    mood.effort +
      effort.scale *
        sum.effort *
        (effort.base - effort.perTech * traits.tech - effort.perPatience * traits.patience),
  )
  mood.confusion = clamp01(mood.confusion - sum.clarity * (confusion.base + confusion.perTech * traits.tech))
  mood.expectation = clamp01(mood.expectation + expectation.rate * (Math.max(q, 0) - mood.expectation))
  mood.justice.distributive += sum.distributive
  mood.justice.procedural += sum.procedural
  mood.justice.interactional += sum.interactional
  mood.lastValue = value
  return value
}

/** A loss angers, the volatile and the urgent more; a gain calms. */
function feel({ mood, traits, hidden }: Ticket, value: number, { anger }: CustomerModel): void {
  const now =
    value < 0
      ? mood.anger +
        (anger.rise + anger.risePerVolatility * traits.volatility) *
          -value *
          (anger.urgencyBase + anger.risePerUrgency * hidden.urgency)
      : mood.anger - anger.relief * value * (anger.reliefBase + mood.anger)
  mood.anger = clamp01(now)
  mood.angerPeak = Math.max(mood.angerPeak, mood.anger)
}

/** Kind words: what they are worth depends on the need for rapport, and the brisk find them in the way. */
const KIND_WORDS: ReadonlySet<Experience['kind']> = new Set(['acknowledge', 'empathize', 'apologize'])

function feltRow(ticket: Ticket, experience: Experience, model: CustomerModel): Felt {
  const felt = worthRow(ticket, experience, model)
  if (!KIND_WORDS.has(experience.kind)) return felt
  const { rapport } = ticket.traits
  const { scale, threshold, effort } = model.rapport
  return {
    distributive: felt.distributive,
    procedural: felt.procedural,
    interactional: felt.interactional > 0 ? scale * rapport * felt.interactional : felt.interactional,
    effort: felt.effort + effort * Math.max(0, threshold - rapport),
    clarity: felt.clarity,
  }
}

/** The worth of an experience; what is good in an act is worth less with each repetition. */
function worthRow(ticket: Ticket, experience: Experience, model: CustomerModel): Felt {
  const { mood, hidden } = ticket
  const { acts, repetition, promise } = model
  switch (experience.kind) {
    case 'apologize': {
      // Whoever has heard it for an earlier failure hears words.
      const blame = isFirstFailure(ticket) ? hidden.blame : 0
      const interactional = apologyWorth(experience.repeat + 1, blame, model)
      return { distributive: 0, procedural: 0, interactional, effort: 0, clarity: 0 }
    }
    case 'close':
      return believes(ticket) ? acts.close_settled : acts.close_early
    case 'promise':
      return {
        ...repeated(acts.promise, power(repetition.factor, experience.repeat)),
        distributive: acts.promise.distributive * mood.trust * power(promise.decay, experience.repeat),
      }
    case 'remedy': {
      const { distributive, procedural, interactional, effort, clarity } = acts.remedy
      const worth = compensationWorth(experience.ratio, model)
      return { distributive: distributive * worth, procedural, interactional, effort, clarity }
    }
    default:
      return repeated(acts[experience.kind], power(repetition.factor, experience.repeat))
  }
}

/** An act that is said again: `fresh` of what is good in it is left. */
function repeated({ distributive, procedural, interactional, effort, clarity }: Felt, fresh: number): Felt {
  return {
    distributive: distributive * (distributive > 0 ? fresh : 1),
    procedural: procedural * (procedural > 0 ? fresh : 1),
    interactional: interactional * (interactional > 0 ? fresh : 1),
    effort,
    clarity,
  }
}

/** Moves the belief that the case was treated rightly: b ← b + x (1 − b), or to 0; repetition takes from x. */
function believe({ mood }: Ticket, experience: Experience, model: CustomerModel): void {
  switch (experience.kind) {
    case 'apologize':
    case 'close':
      return
    case 'promise_broken':
    case 'fix_failed':
    case 'fix_worsened':
      mood.belief = 0
      return
  }
  const fresh = power(model.repetition.factor, experience.repeat)
  const { belief, beliefByTrust } = model.acts[experience.kind]
  if (experience.kind === 'promise') {
    mood.expectation = clamp01(mood.expectation + model.expectation.promise * fresh)
  }
  const x =
    experience.kind !== 'remedy'
      ? belief + beliefByTrust * mood.trust
      : experience.ratio >= 1
        ? belief
        : beliefByTrust * mood.trust * experience.ratio
  mood.belief = clamp01(mood.belief + x * fresh * (1 - mood.belief))
}

/** A promise kept or a claim verified. */
export function gainTrust({ mood }: Ticket, { trust }: CustomerModel): void {
  mood.trust = clamp01(mood.trust + trust.gain * (1 - mood.trust))
}

/** A promise broken or a claim found false: the most loyal hold it longest. */
export function loseTrust(ticket: Ticket, model: CustomerModel): void {
  const { mood, traits } = ticket
  const { loss, lossPerLoyalty } = model.trust
  const share = loss * (1 + lossPerLoyalty * traits.loyalty) * trustLossWeight(ticket, model)
  mood.trust = clamp01(mood.trust - share * mood.trust)
}
