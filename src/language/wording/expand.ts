import { type Draft, draw } from './draft.ts'
import type { Alternative, Node, Rule } from './grammar.ts'
import type { Bits } from './guards.ts'
import { factText } from './situation.ts'

/** How well a phrase fits that is so many words too short or too long; the last holds for all beyond. */
const TOO_SHORT = [1, 0.9, 0.75, 0.6, 0.45, 0.33, 0.24, 0.17, 0.12, 0.08, 0.05] as const
const TOO_LONG = [1, 0.25, 0.05, 0.01, 0.002, 0.0005, 0.0001] as const
/** From so many words on, what is too long is so in proportion. */
const SHORT = 6
/** How likely a phrase comes again in the same message, and one that may be left out is said where there is room. */
const ONCE_MORE = 0.02
const WITH_OPTION = 0.85

/** Adds a phrase of the rule to the draft, in about `budget` words; how many it took. */
export function expand(draft: Draft, rule: Rule, budget: number): number {
  const way = choose(draft, rule, budget)
  draft.lastIn[way.id] = draft.count
  return expandAll(draft, way.nodes, Math.max(0, budget - way.wordsMin))
}

function choose(draft: Draft, { alternatives }: Rule, budget: number): Alternative {
  const { weights, lastIn, count, bits } = draft
  let sum = 0
  let last = 0
  for (let i = 0; i < alternatives.length; i++) {
    const way = alternatives[i]!
    weights[i] = 0
    if (!goes(way, bits)) continue
    weights[i] = way.weight * fitOf(way, budget) * (lastIn[way.id] === count ? ONCE_MORE : 1)
    sum += weights[i]!
    last = i
  }
  let left = draw(draft) * sum
  for (let i = 0; i < last; i++) {
    left -= weights[i]!
    if (left < 0) return alternatives[i]!
  }
  return alternatives[last]!
}

function goes({ forbidden, needed }: Alternative, bits: Bits): boolean {
  return (
    (bits.one & forbidden.one) === 0 &&
    (bits.two & forbidden.two) === 0 &&
    (bits.acts & forbidden.acts) === 0 &&
    (bits.acts & needed) === needed
  )
}

function fitOf({ wordsMin, wordsMax }: Alternative, budget: number): number {
  if (budget < wordsMin) {
    const over = Math.ceil(((wordsMin - budget) * SHORT) / Math.max(SHORT, budget))
    return TOO_LONG[Math.min(over, TOO_LONG.length - 1)]!
  }
  if (budget > wordsMax) return TOO_SHORT[Math.min(budget - wordsMax, TOO_SHORT.length - 1)]!
  return 1
}

/** Adds all parts of a phrase; `room` is how many words more than the fewest it may come to. */
function expandAll(draft: Draft, nodes: readonly Node[], room: number): number {
  let spare = room
  let used = 0
  for (const node of nodes) {
    if (node.kind === 'word') used += node.words * push(draft, node.text)
    else if (node.kind === 'fact')
      used += pushFact(draft, factText(draft.given, node.fact, draw(draft) < 0.5))
    else if (node.kind === 'optional') {
      if (spare < node.wordsMin || draw(draft) >= WITH_OPTION) continue
      const took = expandAll(draft, node.nodes, spare - node.wordsMin)
      spare = Math.max(0, spare - took)
      used += took
    } else {
      const rule = node.kind === 'rule' ? node.rule : node.rules[draft.complaint]!
      const took = expand(draft, rule, rule.wordsMin + spare)
      spare = Math.max(0, spare - Math.max(0, took - rule.wordsMin))
      used += took
    }
  }
  return used
}

/** Puts a word, or what becomes of it at low fluency; 1, or 0 where it is left out. */
function push(draft: Draft, text: string): 0 | 1 {
  const { habits, articles, swaps } = draft
  let spoken = text
  if (habits.dropsArticles > 0) {
    if (articles.has(text) && draw(draft) < habits.dropsArticles) return 0
    const swap = swaps.get(text)
    if (swap !== undefined && draw(draft) < habits.swapsWords) spoken = swap
  }
  draft.tokens.push(spoken)
  draft.isFact.push(0)
  return 1
}

function pushFact(draft: Draft, text: string): number {
  draft.tokens.push(text)
  draft.isFact.push(1)
  let words = 1
  for (let at = text.indexOf(' '); at >= 0; at = text.indexOf(' ', at + 1)) words++
  return words
}
