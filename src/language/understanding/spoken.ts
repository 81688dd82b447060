import type { Word } from './words.ts'

/** Parts of speech that hold a sentence together. */
const holding = new Set(['PRON', 'AUX', 'DET', 'ADP', 'PART', 'SCONJ', 'CCONJ'])
const SHORT = 4
const HOLDING_SHARE_MIN = 0.15
const KNOWN_SHARE_MIN = 0.6

/** Whether words are a sentence of English: not a list of key words, and not another language. */
export function isSpoken(words: readonly Word[]): boolean {
  const said = words.filter(({ text }) => text !== ',')
  const known = said.filter(({ isKnown }) => isKnown)
  if (known.length < KNOWN_SHARE_MIN * said.length) return false
  if (said.length <= SHORT) return true
  return known.filter(({ tag }) => holding.has(tag)).length >= HOLDING_SHARE_MIN * said.length
}
