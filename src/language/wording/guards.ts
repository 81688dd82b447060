import { type CustomerAct, customerActs } from '../../world/acts.ts'

/** How strong a trait is, as far as words show it: below .4, up to .65, above. */
const levels = ['low', 'mid', 'high'] as const

/** What a guard can ask about; in each, exactly one value holds of a message. */
export const dimensions = {
  tone: ['neutral', 'annoyed', 'angry'],
  politeness: levels,
  verbosity: levels,
  assertiveness: levels,
  fluency: levels,
  tech: levels,
  channel: ['chat', 'email', 'phone'],
  /** Which message of the conversation: the first, one of the next three, a later one. */
  turn: ['first', 'early', 'late'],
  /** No earlier ticket, earlier tickets on other matters, the same case once more. */
  contact: ['new', 'known', 'back'],
  /** What the complaint is about. */
  about: ['money', 'product', 'access', 'plan'],
  /** How the goal is put: `leave`, a plan's code, a feature's name, "to …", "that …", a thing; none is disclosed. */
  goal: ['none', 'verb', 'plan', 'feature', 'infinitive', 'clause', 'thing'],
  /** Whether a date phrase looks back, says since when, or ahead; none is disclosed. */
  date: ['none', 'past', 'since', 'ahead'],
  seats: ['none', 'zero', 'one', 'more'],
} as const
export type Dimension = keyof typeof dimensions
export const dimensionNames = Object.keys(dimensions) as readonly Dimension[]

/**
 * One-hot bits of what holds, in three words: dimensions in the first two, the message's acts in the third. Each
 * dimension lies whole in one word.
 */
export interface Bits {
  one: number
  two: number
  acts: number
}

/** Where a dimension's bits begin, and in which word. */
const places = placed()

function placed(): Readonly<Record<Dimension, { readonly word: 'one' | 'two'; readonly from: number }>> {
  let word: 'one' | 'two' = 'one'
  let from = 0
  const found: Partial<Record<Dimension, { readonly word: 'one' | 'two'; readonly from: number }>> = {}
  for (const name of dimensionNames) {
    if (from + dimensions[name].length > 30) {
      word = 'two'
      from = 0
    }
    found[name] = { word, from }
    from += dimensions[name].length
  }
  return found as Record<Dimension, { readonly word: 'one' | 'two'; readonly from: number }>
}

export function noBits(): Bits {
  return { one: 0, two: 0, acts: 0 }
}

/** Adds the bit of a value. */
export function addBit(bits: Bits, dimension: Dimension, value: string): void {
  if (places[dimension].word === 'one') bits.one |= bitOf[dimension][value]!
  else bits.two |= bitOf[dimension][value]!
}

const bitOf = Object.fromEntries(
  dimensionNames.map(name => [
    name,
    Object.fromEntries(dimensions[name].map((value, index) => [value, 1 << (places[name].from + index)])),
  ]),
) as Readonly<Record<Dimension, Readonly<Record<string, number>>>>

export function actBit(act: CustomerAct): number {
  return actBits[act]
}

const actBits = Object.fromEntries(customerActs.map((act, index) => [act, 1 << index])) as Readonly<
  Record<CustomerAct, number>
>

/** The bits of a dimension, moved down to zero. */
export function bitsOf(bits: Bits, dimension: Dimension): number {
  const { word, from } = places[dimension]
  return (bits[word] >>> from) & allOf(dimension)
}

/** A bit for each value of a dimension. */
export function allOf(dimension: Dimension): number {
  return (1 << dimensions[dimension].length) - 1
}

/** The names of the values whose bits are set. */
export function valuesOf(dimension: Dimension, bits: number): readonly string[] {
  return dimensions[dimension].filter((_, index) => (bits & (1 << index)) !== 0)
}

export function levelOf(trait: number): (typeof levels)[number] {
  return trait < 0.4 ? 'low' : trait < 0.65 ? 'mid' : 'high'
}
