import { inspect } from 'node:util'
import { SupportGymError } from '../core/errors.ts'
import { freeze } from '../core/freeze.ts'
import { nearest } from '../core/suggest.ts'
import { cutOff } from '../core/text.ts'
import { Action, actionTypes } from '../world/actions.ts'
import type { AgentRecord } from '../world/record.ts'
import { discreteActions } from './discrete.ts'

/**
 * The structured action behind what was given: an action object, or an index of the discrete face. Throws
 * `malformed_action` for what is neither; a discrete action whose target is not in view is aimed at nothing. What it
 * returns is frozen: the state, the infos and the discrete catalogue share it.
 */
export function parseAction(given: unknown, record: AgentRecord, seed: number): Action {
  if (typeof given === 'number') {
    const entry = discreteActions[given]
    if (entry === undefined) {
      throw new SupportGymError(
        'malformed_action',
        `Expected an action index from 0 to ${discreteActions.length - 1} (env.actionSpace.discrete), got ${given}.`,
      )
    }
    return freeze(entry.resolve(record, seed) ?? entry.missing)
  }
  const parsed = Action.safeParse(given)
  if (parsed.success) return freeze(plain(parsed.data))
  throw new SupportGymError('malformed_action', explain(given, parsed.error.issues))
}

/** The value as JSON would have it, without undefined and -0: state and infos hold neither. */
function plain<T>(value: T): T {
  if (value === 0) return 0 as T
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(plain) as T
  const kept: Record<string, unknown> = {}
  for (const [key, inner] of Object.entries(value)) if (inner !== undefined) kept[key] = plain(inner)
  return kept as T
}

function explain(
  given: unknown,
  issues: readonly { readonly path: PropertyKey[]; readonly message: string }[],
): string {
  const type = typeof given === 'object' && given !== null ? (given as { type?: unknown }).type : undefined
  if (typeof type !== 'string') {
    return `Expected an action object with a "type", or an index of the discrete face; got ${show(given)}.`
  }
  if (!(actionTypes as readonly string[]).includes(type)) {
    const meant = nearest(type, actionTypes)
    const hint = meant === null ? `Known: ${actionTypes.join(', ')}.` : `Did you mean "${meant}"?`
    return `Unknown action type "${type}". ${hint}`
  }
  const [issue] = issues
  const path = issue!.path.map(String).join('.')
  return `Action "${type}"${path === '' ? '' : ` at "${path}"`}: ${issue!.message}; got ${show(given)}.`
}

function show(given: unknown): string {
  const text = inspect(given, { breakLength: Number.POSITIVE_INFINITY })
  return text.length > 200 ? `${cutOff(text, 200)}…` : text
}
