import { closest, distance } from 'fastest-levenshtein'
import { SupportGymError } from './errors.ts'

/** The nearest known name, or null when nothing is near enough to be what was meant. */
export function nearest(name: string, known: readonly string[]): string | null {
  if (known.length === 0) return null
  const best = closest(name, known)
  return distance(name, best) <= Math.max(2, Math.floor(best.length / 2)) ? best : null
}

/** The error for a name that is in no catalogue: it says what is there and what may have been meant. */
export function unknownName(what: string, name: string, known: readonly string[]): SupportGymError {
  const meant = nearest(name, known)
  const hint = meant === null ? '' : ` Did you mean "${meant}"?`
  return new SupportGymError('unknown_id', `Unknown ${what} "${name}".${hint} Known: ${known.join(', ')}.`)
}
