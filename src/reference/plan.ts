import { type NoticedSlot, noticed, noticedSlots, type Topic, UNSURE } from '../world/acts.ts'
import { type Check, checkMinutes, checks, FIX_MINUTES, type Fix, fixes, type Team } from '../world/tools.ts'
import { type Evidence, inOrder, posterior } from './belief.ts'
import type { Hypothesis } from './hypotheses.ts'

/** What to do next about a problem whose cause is uncertain. */
export type Move =
  | { readonly move: 'check'; readonly check: Check }
  | { readonly move: 'ask'; readonly slot: NoticedSlot }
  | { readonly move: 'fix'; readonly fix: Fix }
  | { readonly move: 'conclude'; readonly topic: Topic }
  | { readonly move: 'handOn'; readonly team: Team; readonly topic: Topic }

/** Worth of an end, in cases resolved. */
const WORSENED = -0.5
const HANDED_ON_WRONGLY = -0.15
/** What a move costs, in cases resolved: a step and each of its minutes, in which customers leave. */
const STEP_COST = 0.012
const MINUTE_COST = 0.004
const ASK_MINUTES = 2.2
/** A fix that fails takes the customer's belief that anybody knows what it is. */
const FAILED_FIX_COST = 0.03

interface Plan {
  readonly value: number
  readonly move: Move
}

/**
 * The best move for the evidence so far: expectimax over every sequence of checks, questions and fixes that can still
 * tell something, on the exact posterior. Plans are kept by evidence, so a planner is cheap after its first tickets.
 */
export function planner(hypotheses: readonly Hypothesis[]): (evidence: Evidence) => Move {
  const telling = checks.filter(check => differs(hypotheses.map(each => each.positive(check))))
  const helpful = fixes.filter(fix => hypotheses.some(each => each.comes(fix) === 'worked'))
  const asked = noticedSlots.filter(slot =>
    valuesOf(slot).some(value => differs(hypotheses.map(each => each.answer(slot, value) ?? -1))),
  )
  const kept = new Map<string, Plan>()

  function best(evidence: Evidence): Plan {
    const key = JSON.stringify([evidence.checked, evidence.answers, evidence.tried, evidence.requester])
    const known = kept.get(key)
    if (known !== undefined) return known
    const belief = posterior(hypotheses, evidence)
    let plan = ending(hypotheses, belief, evidence)
    const consider = (value: number, move: Move): void => {
      if (value > plan.value) plan = { value, move }
    }
    for (const check of telling)
      if (evidence.checked[check] === undefined)
        consider(worthOfCheck(evidence, belief, check), { move: 'check', check })
    for (const slot of asked)
      if (evidence.answers[slot] === undefined)
        consider(worthOfAnswer(evidence, belief, slot), { move: 'ask', slot })
    for (const fix of helpful)
      if (evidence.tried[fix] === undefined) consider(worthOfFix(evidence, belief, fix), { move: 'fix', fix })
    kept.set(key, plan)
    return plan
  }

  function worthOfCheck(evidence: Evidence, belief: readonly number[], check: Check): number {
    const positive = expected(belief, at => hypotheses[at]!.positive(check))
    const then = (found: 'positive' | 'negative'): number =>
      best({ ...evidence, checked: inOrder(checks, { ...evidence.checked, [check]: found }) }).value
    return (
      -costOf(checkMinutes[check]) +
      (positive > 0 ? positive * then('positive') : 0) +
      (positive < 1 ? (1 - positive) * then('negative') : 0)
    )
  }

  function worthOfAnswer(evidence: Evidence, belief: readonly number[], slot: NoticedSlot): number {
    let worth = -costOf(ASK_MINUTES)
    const silent = expected(belief, at => (hypotheses[at]!.answer(slot, UNSURE) === null ? 1 : 0))
    const outcomes: [string | null, number][] = [[null, silent]]
    for (const value of valuesOf(slot)) {
      outcomes.push([value, expected(belief, at => hypotheses[at]!.answer(slot, value) ?? 0)])
    }
    for (const [answer, probability] of outcomes) {
      if (probability === 0) continue
      const answers = inOrder(noticedSlots, { ...evidence.answers, [slot]: answer })
      worth += probability * best({ ...evidence, answers }).value
    }
    return worth
  }

  function worthOfFix(evidence: Evidence, belief: readonly number[], fix: Fix): number {
    const chance = (result: string): number =>
      expected(belief, at => (hypotheses[at]!.comes(fix) === result ? 1 : 0))
    const failed = chance('failed')
    const tried = inOrder(fixes, { ...evidence.tried, [fix]: 'failed' as const })
    return (
      -costOf(FIX_MINUTES) +
      chance('worked') +
      WORSENED * chance('worsened') +
      (failed > 0 ? failed * (best({ ...evidence, tried }).value - FAILED_FIX_COST) : 0)
    )
  }

  return evidence => best(evidence).move
}

/** The best way to end the case now: to say what it is, or to hand it on. */
function ending(hypotheses: readonly Hypothesis[], belief: readonly number[], evidence: Evidence): Plan {
  let plan: Plan = {
    value: HANDED_ON_WRONGLY,
    move: { move: 'handOn', team: 'technical', topic: 'known-incident' },
  }
  const topics = new Set(hypotheses.flatMap(({ explains }) => explains))
  const teams = new Set(
    hypotheses.flatMap(({ escalation }) => (escalation === null ? [] : [escalation.team])),
  )
  for (const topic of topics) {
    const explained = expected(belief, at => {
      const { isExplained, explains } = hypotheses[at]!
      return isExplained && explains.includes(topic) ? 1 : 0
    })
    const value = explained - costOf(2)
    if (value > plan.value) plan = { value, move: { move: 'conclude', topic } }
    for (const team of teams) {
      const right = expected(belief, at => (isFit(hypotheses[at]!, { team, topic }, evidence) ? 1 : 0))
      const worth = right + HANDED_ON_WRONGLY * (1 - right) - costOf(5)
      if (worth > plan.value) plan = { value: worth, move: { move: 'handOn', team, topic } }
    }
  }
  return plan
}

/** Whether a hand-over would be what this hypothesis calls for: told what it is, and tried what is in reach. */
function isFit(
  { escalation, explains }: Hypothesis,
  { team, topic }: { readonly team: Team; readonly topic: Topic },
  { checked, tried }: { readonly checked: object; readonly tried: object },
): boolean {
  if (escalation === null || escalation.team !== team || !explains.includes(topic)) return false
  return escalation.after.every(each => each in checked || each in tried)
}

function expected(belief: readonly number[], worth: (at: number) => number): number {
  let sum = 0
  for (let at = 0; at < belief.length; at++) if (belief[at]! > 0) sum += belief[at]! * worth(at)
  return sum
}

function costOf(minutes: number): number {
  return STEP_COST + MINUTE_COST * minutes
}

function valuesOf(slot: NoticedSlot): readonly string[] {
  return noticed[slot]
}

function differs(values: readonly number[]): boolean {
  return values.some(value => value !== values[0])
}
