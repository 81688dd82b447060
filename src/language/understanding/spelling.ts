import { distance } from 'fastest-levenshtein'

/** Shorter words are left as they are: too many others are near. Of three letters, one may be missing or two swapped. */
const LENGTH_MIN = 3
const LENGTH_MAX = 24

/** Sets slips of the pen right: the nearest known word within one or two letters, or null where none is near. */
export function spellingOf(vocabulary: Iterable<string>): (word: string) => string | null {
  const shelves = new Map<string, string[]>()
  for (const word of vocabulary) {
    if (word.length < LENGTH_MIN) continue
    const shelf = shelves.get(word[0]!)
    if (shelf === undefined) shelves.set(word[0]!, [word])
    else shelf.push(word)
  }
  return word =>
    word.length < LENGTH_MIN || word.length > LENGTH_MAX ? null : nearestOf(word, shelves.get(word[0]!) ?? [])
}

function nearestOf(word: string, shelf: readonly string[]): string | null {
  const within = word.length >= 8 ? 2 : 1
  const isShort = word.length < 4
  let nearest: string | null = null
  let nearestDistance = within + 1
  for (const candidate of shelf) {
    if (Math.abs(candidate.length - word.length) > within) continue
    if (isShort && candidate.length < word.length) continue
    const apart = isSwapped(word, candidate) ? 1 : distance(word, candidate)
    if (isShort && candidate.length === word.length && !isSwapped(word, candidate)) continue
    if (apart < nearestDistance) [nearest, nearestDistance] = [candidate, apart]
  }
  return nearest
}

/** Two neighbouring letters in each other's place are one slip. */
function isSwapped(word: string, candidate: string): boolean {
  if (word.length !== candidate.length) return false
  let at = 0
  while (at < word.length && word[at] === candidate[at]) at += 1
  if (word[at] !== candidate[at + 1] || word[at + 1] !== candidate[at]) return false
  return word.slice(at + 2) === candidate.slice(at + 2)
}
