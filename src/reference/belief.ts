import type { Observation } from '../env/index.ts'
import { type NoticedSlot, noticedSlots, UNSURE } from '../world/acts.ts'
import { checks, fixes } from '../world/tools.ts'
import type { Hypothesis } from './hypotheses.ts'

/** What the agent-side record tells of the cause: the outcome of every check, question and fix so far. */
export type Evidence = Pick<
  Observation,
  'checked' | 'tried' | 'verified' | 'verificationFailed' | 'requester'
> & {
  /** Answers to questions; null where the customer had nothing to say. */
  readonly answers: Readonly<Partial<Record<NoticedSlot, string | null>>>
}

/** The evidence in an observation. */
export function evidenceIn(observation: Observation): Evidence {
  const { checked, tried, told, said, verified, verificationFailed, requester } = observation
  const answers: Partial<Record<NoticedSlot, string | null>> = {}
  for (const slot of noticedSlots) {
    const answer = told[slot]
    if (answer !== undefined) answers[slot] = String(answer)
    else if (said[`ask.${slot}`] !== undefined) answers[slot] = null
  }
  return {
    checked: inOrder(checks, checked),
    tried: inOrder(fixes, tried),
    answers,
    verified,
    verificationFailed,
    requester,
  }
}

/** Entries in the order of their names' list: the same evidence reads the same however it was gathered. */
export function inOrder<Name extends string, Value>(
  names: readonly Name[],
  entries: Readonly<Partial<Record<Name, Value>>>,
): Partial<Record<Name, Value>> {
  const ordered: Partial<Record<Name, Value>> = {}
  for (const name of names) if (entries[name] !== undefined) ordered[name] = entries[name]
  return ordered
}

/**
 * Bayes' rule: each hypothesis' prior times the likelihood of the evidence under it, normalised. Checks, answers and
 * fixes are independent given the cause. Evidence that no hypothesis allows leaves the priors as they are.
 */
export function posterior(hypotheses: readonly Hypothesis[], evidence: Evidence): readonly number[] {
  const weights = hypotheses.map(hypothesis => hypothesis.prior * likelihood(hypothesis, evidence))
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  return whole === 0 ? hypotheses.map(({ prior }) => prior) : weights.map(weight => weight / whole)
}

function likelihood(hypothesis: Hypothesis, evidence: Evidence): number {
  const { checked, tried, answers, verified, verificationFailed, requester } = evidence
  if (verified && (!hypothesis.verifies || hypothesis.requester !== requester)) return 0
  if (verificationFailed && hypothesis.verifies) return 0
  let product = 1
  for (const check of checks) {
    const found = checked[check]
    if (found === undefined) continue
    const positive = hypothesis.positive(check)
    product *= found === 'positive' ? positive : 1 - positive
  }
  for (const slot of noticedSlots) {
    const answer = answers[slot]
    if (answer !== undefined) product *= answerLikelihood(hypothesis, slot, answer)
  }
  for (const fix of fixes) {
    const came = tried[fix]
    if (came !== undefined && came !== hypothesis.comes(fix)) return 0
  }
  return product
}

/** How unsure a customer is does not depend on the cause: that answer tells nothing, but that there was one. */
function answerLikelihood(hypothesis: Hypothesis, slot: NoticedSlot, answer: string | null): number {
  const share = hypothesis.answer(slot, answer ?? UNSURE)
  if (answer === null) return share === null ? 1 : 0
  if (answer === UNSURE) return share === null ? 0 : 1
  return share ?? 0
}
