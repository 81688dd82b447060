import { customerActs, noticed, noticedSlots, slots, tones, UNSURE } from '../../world/acts.ts'
import type { Alternative, Grammar, NamedFile, Node, Rule } from './grammar.ts'
import {
  actBit,
  addBit,
  allOf,
  type Bits,
  bitsOf,
  type Dimension,
  dimensionNames,
  dimensions,
  noBits,
  valuesOf,
} from './guards.ts'
import { type FactName, factNames } from './notation.ts'

/** What can be true where a rule is used, and what is sure to be. */
interface Reach {
  readonly bits: Bits
  sureActs: number
  facts: ReadonlySet<FactName>
}

/** Where speaking begins: rules by name, each with what holds when it is said. */
interface Root {
  readonly name: string
  readonly only?: Partial<Record<Dimension, readonly string[]>>
  readonly acts?: number
  readonly facts?: readonly FactName[]
}

const told = (dimension: 'goal' | 'date' | 'seats'): readonly string[] =>
  dimensions[dimension].filter(value => value !== 'none')

const nothingTold = { goal: ['none'], date: ['none'], seats: ['none'] }
const upset = { tone: ['annoyed', 'angry'] }

/** Every rule that is asked for by name. */
export const roots: readonly Root[] = [
  { name: 'salutation', only: { channel: ['email'] } },
  { name: 'closing', only: { channel: ['email'] } },
  { name: 'signature', only: { channel: ['email'] }, facts: ['name', 'first'] },
  { name: 'greeting', only: { channel: ['chat', 'phone'] } },
  ...customerActs.map(act => ({
    name: `act.${act}`,
    acts: actBit(act),
    ...(act === 'answer' ? { only: nothingTold } : {}),
  })),
  ...slots.map(slot => ({
    name: `slot.${slot}`,
    facts: [slot],
    ...(slot === 'goal' || slot === 'date' || slot === 'seats' ? { only: { [slot]: told(slot) } } : {}),
  })),
  ...noticedSlots.flatMap(slot =>
    [...noticed[slot], UNSURE].map(value => ({ name: `${slot}.${value}`, facts: [] as FactName[] })),
  ),
  { name: 'temper', only: upset },
  { name: 'detail' },
  { name: 'tail' },
  { name: 'filler' },
  { name: 'again' },
]

/**
 * Adds to `problems` what would go wrong while speaking, or never be said: missing and unreachable rules, guards that
 * never or always hold, rules with nothing to say in some case, facts that nobody stated, words of a tone outside it.
 */
export function check(grammar: Grammar, files: readonly NamedFile[], problems: string[]): void {
  const reached = reach(grammar, problems)
  for (const rule of [...grammar.rules.values(), ...Object.values(grammar.families).flat()]) {
    if (!reached.has(rule)) problems.push(`${rule.at}: nothing leads to <${rule.name}>`)
  }
  const markers = files.flatMap(({ content }) =>
    tones.flatMap(tone =>
      (content.markers[tone] ?? []).map(word => ({ word, tone, pattern: new RegExp(`\\b${word}\\b`, 'i') })),
    ),
  )
  for (const [rule, at] of reached) {
    if (!isTotal(rule, at)) {
      problems.push(
        `${rule.at}: <${rule.name}> has nothing to say in some cases; add a phrase without a guard`,
      )
    }
    for (const alternative of rule.alternatives) {
      const inside = within(at, alternative)
      checkGuard(alternative, at, problems)
      for (const fact of factsIn(alternative.nodes)) {
        if (!at.facts.has(fact)) problems.push(`${alternative.at}: {${fact}} is not known here`)
      }
      const text = ownWords(alternative.nodes)
      for (const { word, tone, pattern } of markers) {
        const allowed = tones.slice(tones.indexOf(tone))
        const possible = valuesOf('tone', bitsOf(inside.bits, 'tone'))
        if (pattern.test(text) && !possible.every(each => (allowed as readonly string[]).includes(each))) {
          problems.push(
            `${alternative.at}: "${word}" gives away a tone: expected a guard of tone: ${allowed.join(', ')}`,
          )
        }
      }
    }
  }
}

/** Where each rule is used, from the roots down: the union over all ways that lead to it. */
function reach(grammar: Grammar, problems: string[]): ReadonlyMap<Rule, Reach> {
  const found = new Map<Rule, Reach>()
  const queue: Rule[] = []
  const arrive = (rule: Rule, from: Reach): void => {
    const known = found.get(rule)
    if (known === undefined) {
      found.set(rule, { bits: { ...from.bits }, sureActs: from.sureActs, facts: from.facts })
      queue.push(rule)
      return
    }
    const { bits } = known
    const facts = new Set([...known.facts].filter(fact => from.facts.has(fact)))
    const sureActs = known.sureActs & from.sureActs
    const one = bits.one | from.bits.one
    const two = bits.two | from.bits.two
    const acts = bits.acts | from.bits.acts
    const isSame =
      one === bits.one &&
      two === bits.two &&
      acts === bits.acts &&
      sureActs === known.sureActs &&
      facts.size === known.facts.size
    if (isSame) return
    Object.assign(bits, { one, two, acts })
    known.sureActs = sureActs
    known.facts = facts
    queue.push(rule)
  }
  for (const { name, only = {}, acts = 0, facts = [] } of roots) {
    const rule = grammar.rules.get(name)
    if (rule === undefined) problems.push(`rules.${name}: missing; expected it in one of the files`)
    else arrive(rule, { bits: limited(only), sureActs: acts, facts: new Set(facts) })
  }
  for (let rule = queue.pop(); rule !== undefined; rule = queue.pop()) {
    for (const alternative of rule.alternatives) {
      const inside = within(found.get(rule)!, alternative)
      if (isEmpty(inside)) continue
      visit(alternative.nodes, node => {
        if (node.kind === 'rule') arrive(node.rule, inside)
        if (node.kind !== 'family') return
        for (const [index, own] of node.rules.entries()) {
          const bits = onlyAbout(inside.bits, grammar.about[index]!)
          if (bitsOf(bits, 'about') !== 0) arrive(own, { ...inside, bits })
        }
      })
    }
  }
  return found
}

function limited(only: Partial<Record<Dimension, readonly string[]>>): Bits {
  const bits = noBits()
  for (const dimension of dimensionNames) {
    for (const value of only[dimension] ?? dimensions[dimension]) addBit(bits, dimension, value)
  }
  bits.acts = customerActs.reduce((all, act) => all | actBit(act), 0)
  return bits
}

function onlyAbout(bits: Bits, about: string): Bits {
  const others = noBits()
  for (const value of dimensions.about) if (value !== about) addBit(others, 'about', value)
  return { one: bits.one & ~others.one, two: bits.two & ~others.two, acts: bits.acts }
}

function within({ bits, sureActs, facts }: Reach, { forbidden, needed }: Alternative): Reach {
  return {
    bits: {
      one: bits.one & ~forbidden.one,
      two: bits.two & ~forbidden.two,
      acts: bits.acts & ~forbidden.acts,
    },
    sureActs: sureActs | needed,
    facts,
  }
}

function isEmpty({ bits, sureActs }: Reach): boolean {
  return dimensionNames.some(dimension => bitsOf(bits, dimension) === 0) || (sureActs & ~bits.acts) !== 0
}

function checkGuard(alternative: Alternative, at: Reach, problems: string[]): void {
  if (isEmpty(within(at, alternative))) {
    problems.push(`${alternative.at}: the guard never holds where "${alternative.written}" would be said`)
    return
  }
  for (const dimension of dimensionNames) {
    const forbidden = bitsOf(alternative.forbidden, dimension)
    if (forbidden !== 0 && (bitsOf(at.bits, dimension) & forbidden) === 0) {
      problems.push(`${alternative.at}: if.${dimension}: always holds here; leave it out`)
    }
  }
  if (alternative.needed !== 0 && (alternative.needed & ~at.sureActs) === 0) {
    problems.push(`${alternative.at}: if.with: always holds here; leave it out`)
  }
}

/**
 * Whether there is a phrase whatever holds: one that always goes, or several that together cover all values of one
 * dimension, or of an act that is there or not.
 */
function isTotal({ alternatives }: Rule, { bits, sureActs }: Reach): boolean {
  const blockedIn = ({ forbidden }: Alternative): readonly Dimension[] =>
    dimensionNames.filter(dimension => (bitsOf(forbidden, dimension) & bitsOf(bits, dimension)) !== 0)
  const isSilent = ({ forbidden, needed }: Alternative): boolean =>
    (needed & ~sureActs) === 0 && (forbidden.acts & bits.acts) === 0
  const open = alternatives.filter(isSilent)
  if (open.some(alternative => blockedIn(alternative).length === 0)) return true
  const isCovered = dimensionNames.some(dimension => {
    const covered = open
      .filter(alternative => blockedIn(alternative).every(each => each === dimension))
      .reduce((sum, { forbidden }) => sum | (allOf(dimension) & ~bitsOf(forbidden, dimension)), 0)
    return (bitsOf(bits, dimension) & ~covered) === 0
  })
  if (isCovered) return true
  const byAct = alternatives.filter(alternative => blockedIn(alternative).length === 0)
  return customerActs.some(act => {
    const bit = actBit(act)
    const has = byAct.some(({ forbidden, needed }) => forbidden.acts === 0 && (needed | bit) === bit)
    const hasNot = byAct.some(({ forbidden, needed }) => needed === 0 && (forbidden.acts | bit) === bit)
    return has && hasNot
  })
}

function visit(nodes: readonly Node[], see: (node: Node) => void): void {
  for (const node of nodes) {
    see(node)
    if (node.kind === 'optional') visit(node.nodes, see)
  }
}

function factsIn(nodes: readonly Node[]): readonly FactName[] {
  const found = new Set<FactName>()
  visit(nodes, node => {
    if (node.kind === 'fact') found.add(node.fact)
  })
  return factNames.filter(fact => found.has(fact))
}

function ownWords(nodes: readonly Node[]): string {
  const words: string[] = []
  visit(nodes, node => {
    if (node.kind === 'word') words.push(node.text)
  })
  return words.join(' ')
}
