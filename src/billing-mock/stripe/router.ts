import { isKind, type Kind } from './ids.ts'
import { exists } from './objects/index.ts'
import { invalid, noSuch, Refusal } from './refusal.ts'
import type { Route } from './route.ts'
import { routes } from './routes.ts'
import type { StripeState } from './state.ts'
import { isDeleted, ordinalOf } from './view.ts'

/** Where a request leads: the route, and what its path names. */
export interface Match {
  readonly route: Route
  readonly ordinals: Readonly<Partial<Record<Kind, number>>>
  readonly words: Readonly<Record<string, string>>
}

/** Routes by method and number of segments; of those that fit, the one with more fixed segments comes first. */
const table = new Map<string, { readonly route: Route; readonly segments: readonly string[] }[]>()
for (const route of routes) {
  const segments = route.path.split('/')
  const key = keyOf(route.method, segments.length)
  const beside = table.get(key) ?? []
  beside.push({ route, segments })
  beside.sort((one, other) => fixed(other.segments) - fixed(one.segments))
  table.set(key, beside)
}

/** The route of a path, and the records that the path names. Throws a refusal when there is no such one. */
export function matchRoute(state: StripeState, method: string, path: string): Match {
  const segments = path.split('/')
  const found = table
    .get(keyOf(method, segments.length))
    ?.find(candidate => candidate.segments.every((each, at) => each.startsWith(':') || each === segments[at]))
  if (found === undefined) throw new Refusal(404, `Unrecognized request URL (${method}: ${path}).`)
  const ordinals: Partial<Record<Kind, number>> = {}
  const words: Record<string, string> = {}
  for (const [at, pattern] of found.segments.entries()) {
    if (!pattern.startsWith(':')) continue
    const name = pattern.slice(1)
    const given = decoded(segments[at]!)
    if (isKind(name)) ordinals[name] = recordOf(state, name, { id: given, method })
    else words[name] = given
  }
  return { route: found.route, ordinals, words }
}

function recordOf(
  state: StripeState,
  kind: Kind,
  { id, method }: { readonly id: string; readonly method: string },
): number {
  const ordinal = ordinalOf(state, kind, id)
  const isThere = exists(state, kind, ordinal) && (method === 'GET' || !isDeleted(state, kind, ordinal))
  if (!isThere) throw noSuch(kind, id, 'id')
  return ordinal
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw invalid(null, 'Invalid percent-encoding in the path; expected UTF-8 in %XX.')
  }
}

function fixed(segments: readonly string[]): number {
  return segments.filter(segment => !segment.startsWith(':')).length
}

function keyOf(method: string, segments: number): string {
  return `${method} ${segments}`
}
