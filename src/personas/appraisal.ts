import { clamp, clamp01, power } from '../core/math.ts'
import type { Ticket } from '../world/world.ts'
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

type PlainKind = keyof typeof rows

interface Row {
  readonly distributive: number
  readonly procedural: number
  readonly interactional: number
  readonly effort: number
  readonly clarity: number
}

/** Justice received, effort spent and clarity gained, by act or event (customer model, section 3). */
const rows = {
  greet: row(0, 0, 0.05, 0, 0),
  acknowledge: row(0, 0.05, 0.1, 0, 0.05),
  empathize: row(0, 0, 0.2, 0, 0),
  ask_new: row(0, 0.05, 0.05, 0.1, 0.05),
  ask_known: row(0, -0.1, -0.1, 0.2, 0),
  verify: row(0, 0.05, -0.02, 0.1, 0),
  explain_true: row(0, 0.15, 0.1, 0.03, 0.3),
  explain_wrong: row(0, -0.05, -0.05, 0.1, -0.15),
  promise_broken: row(-0.3, -0.25, -0.15, 0.1, 0),
  refuse_bare: row(-0.5, -0.25, -0.15, 0.1, 0),
  refuse_explained: row(-0.2, 0.15, 0.05, 0.05, 0.2),
  confirm_true: row(0, 0.1, 0.05, 0, 0.15),
  confirm_false: row(0.25, 0.05, 0.05, 0, 0.1),
  remedy_beside: row(0.3, 0, 0, 0, 0),
  escalate_warm: row(0.35, 0.1, 0.1, 0.1, 0.05),
  escalate_cold: row(0, -0.15, -0.1, 0.3, -0.05),
  close_settled: row(0, 0.05, 0.1, 0, 0.05),
  close_early: row(-0.1, -0.3, -0.3, 0.15, 0),
  fix_worked: row(0.75, 0.1, 0.05, 0.1, 0.1),
  fix_failed: row(-0.1, -0.1, 0, 0.2, 0),
  fix_worsened: row(-0.4, -0.2, -0.1, 0.3, -0.1),
  tool_error: row(0, -0.05, 0, 0.05, 0),
} as const satisfies Record<string, Row>

function row(
  distributive: number,
  procedural: number,
  interactional: number,
  effort: number,
  clarity: number,
): Row {
  return { distributive, procedural, interactional, effort, clarity }
}

/** Worth of compensation at `ratio` = paid ÷ loss: overcompensation pays to 150 %, then turns [59]. */
export function compensationWorth(ratio: number): number {
  return Math.min(ratio, 1) + 0.3 * clamp(ratio - 1, 0, 0.5) - 0.2 * Math.max(0, ratio - 1.5)
}

/** Worth of the n-th apology (n from 1): real the first time and where there is blame, then worse than silence. */
export function apologyWorth(n: number, blame: number): number {
  return 0.3 * power(0.35, n - 1) * blame - 0.12 * Math.max(0, n - 2)
}

/** Appraises one message or visible event, its parts summed; changes the ticket's mood and returns the value v. */
export function appraise(ticket: Ticket, experiences: readonly Experience[]): number {
  const { mood, traits, hidden } = ticket
  const sum = { distributive: 0, procedural: 0, interactional: 0, effort: 0, clarity: 0 }
  let closing = false
  for (const experience of experiences) {
    const felt = feltRow(ticket, experience)
    sum.distributive += felt.distributive
    sum.procedural += felt.procedural
    sum.interactional += felt.interactional
    sum.effort += felt.effort
    sum.clarity += felt.clarity
    if (experience.kind === 'close') closing = true
    believe(ticket, experience)
  }
  const q =
    0.45 * sum.distributive +
    0.35 * sum.interactional +
    0.2 * sum.procedural -
    0.6 * sum.effort * (1.2 - traits.patience)
  const disconfirmed = sum.distributive !== 0 || q < 0 || closing
  const d = disconfirmed ? q - 0.12 * mood.expectation : q
  const value = d >= 0 ? power(d, 0.88) : -traits.lossAversion * power(-d, 0.88)
  const anger =
    value < 0
      ? mood.anger + (0.24 + 0.36 * traits.volatility) * -value * (0.6 + 0.4 * hidden.urgency)
      : mood.anger - 0.9 * value * (0.25 + mood.anger)
  mood.anger = clamp01(anger)
  mood.angerPeak = Math.max(mood.angerPeak, mood.anger)
  mood.effort = clamp01(mood.effort + 0.5 * sum.effort * (1.25 - 0.5 * traits.tech - 0.25 * traits.patience))
  mood.confusion = clamp01(mood.confusion - sum.clarity * (0.6 + 0.4 * traits.tech))
  mood.expectation = clamp01(mood.expectation + 0.15 * (Math.max(q, 0) - mood.expectation))
  mood.justice.distributive += sum.distributive
  mood.justice.procedural += sum.procedural
  mood.justice.interactional += sum.interactional
  mood.lastValue = value
  return value
}

/** Kind words: what they are worth depends on the need for rapport, and the brisk find them in the way. */
const KIND_WORDS: ReadonlySet<Experience['kind']> = new Set(['acknowledge', 'empathize', 'apologize'])

function feltRow(ticket: Ticket, experience: Experience): Row {
  const felt = worthRow(ticket, experience)
  if (!KIND_WORDS.has(experience.kind)) return felt
  const { rapport } = ticket.traits
  const interactional = felt.interactional > 0 ? 2 * rapport * felt.interactional : felt.interactional
  return { ...felt, interactional, effort: felt.effort + 0.16 * Math.max(0, 0.5 - rapport) }
}

/** The row of an experience; what is good in procedure and manner is worth half with each repetition [16, 17]. */
function worthRow(ticket: Ticket, experience: Experience): Row {
  const { mood, hidden } = ticket
  switch (experience.kind) {
    case 'apologize':
      return row(0, 0, apologyWorth(experience.repeat + 1, hidden.blame), 0, 0)
    case 'close':
      return believes(ticket) ? rows.close_settled : rows.close_early
    case 'promise': {
      const fresh = power(0.5, experience.repeat)
      return row(0.3 * mood.trust * power(0.3, experience.repeat), 0.1 * fresh, 0.05 * fresh, 0, 0.1)
    }
    case 'remedy':
      return row(0.75 * compensationWorth(experience.ratio), 0.1, 0.05, 0, 0.1)
    default: {
      const base = rows[experience.kind]
      const fresh = power(0.5, experience.repeat)
      return row(
        base.distributive * (base.distributive > 0 ? fresh : 1),
        base.procedural * (base.procedural > 0 ? fresh : 1),
        base.interactional * (base.interactional > 0 ? fresh : 1),
        base.effort,
        base.clarity,
      )
    }
  }
}

/** Moves the belief that the case was treated rightly: b ← b + x (1 − b), or to 0; repetition halves x. */
function believe(ticket: Ticket, experience: Experience): void {
  const { mood } = ticket
  const fresh = power(0.5, experience.repeat)
  let x = 0
  switch (experience.kind) {
    case 'explain_true':
      x = 0.1 * mood.trust
      break
    case 'promise':
      x = 0.55 * mood.trust
      mood.expectation = clamp01(mood.expectation + 0.25 * fresh)
      break
    case 'refuse_explained':
      x = 0.5 * mood.trust
      break
    case 'confirm_true':
      x = 0.8
      break
    case 'confirm_false':
      x = 0.8 * mood.trust
      break
    case 'remedy':
      x = experience.ratio >= 1 ? 0.9 : 0.75 * mood.trust * experience.ratio
      break
    case 'remedy_beside':
      x = 0.75 * mood.trust
      break
    case 'escalate_warm':
      x = 0.9 * mood.trust
      break
    case 'escalate_cold':
      x = 0.5 * mood.trust
      break
    case 'fix_worked':
      x = 0.9
      break
    case 'promise_broken':
    case 'fix_failed':
    case 'fix_worsened':
      mood.belief = 0
      return
  }
  mood.belief = clamp01(mood.belief + x * fresh * (1 - mood.belief))
}

/** A promise kept or a claim verified. */
export function gainTrust(ticket: Ticket): void {
  ticket.mood.trust = clamp01(ticket.mood.trust + 0.08 * (1 - ticket.mood.trust))
}

/** A promise broken or a claim found false: the most loyal hold it longest [10]. */
export function loseTrust(ticket: Ticket): void {
  ticket.mood.trust = clamp01(ticket.mood.trust - 0.3 * ticket.mood.trust * (1 + ticket.traits.loyalty / 2))
}
