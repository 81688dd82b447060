import { z } from 'zod'
import { DAY_MS } from '../../../core/clock.ts'
import { FaultConfig } from '../../faultConfig.ts'
import type { Call } from '../call.ts'
import { letPass } from '../clock.ts'
import { faultKinds, PlannedFault } from '../faults.ts'
import type { Json, JsonObject } from '../json.ts'
import { integer, name } from '../parameters.ts'
import { invalid } from '../refusal.ts'
import { checkedSnapshot } from '../snapshot.ts'
import { restoreState, takeSnapshot } from '../state.ts'
import { momentMs, seconds } from '../view.ts'

/** What Stripe has no word for: the levers of the simulation, under `/_sim`. They need no key. */

export function readClock({ state }: Call): JsonObject {
  return { object: 'clock', now: seconds(state.nowMs), now_ms: state.nowMs }
}

const YEARS_MAX = 10

export const AdvanceClock = z.strictObject({ by_seconds: integer.optional(), to: integer.optional() })

export function advanceClock(call: Call, { by_seconds: by, to }: z.output<typeof AdvanceClock>): JsonObject {
  const { state, context } = call
  if ((by === undefined) === (to === undefined)) throw invalid('to', 'Give to (unix seconds) or by_seconds.')
  const param = by === undefined ? 'to' : 'by_seconds'
  const toMs = by === undefined ? momentMs(to!) : state.nowMs + by * 1000
  const isAhead = toMs >= state.nowMs && toMs - state.nowMs <= YEARS_MAX * 365 * DAY_MS
  if (!isAhead) throw invalid(param, `The clock goes forward, by at most ${YEARS_MAX} years at a time.`)
  const happened = letPass(state, toMs, context)
  return { ...readClock(call), happened }
}

export function readSeed({ state }: Call): JsonObject {
  return { object: 'seed', seed: state.seed }
}

export const Reset = z.strictObject({ seed: integer.optional() })

/** Back to the beginning, under the same seed or another one, which renders other ids. */
export function reset(call: Call, form: z.output<typeof Reset>): JsonObject {
  const origin = call.context.origin()
  const { seed = origin.seed } = form
  if (seed < 0) throw invalid('seed', 'Expected a seed of at least 0.')
  restoreState(call.state, { ...origin, seed })
  return readSeed(call)
}

export function readSnapshot({ state }: Call): JsonObject {
  return { object: 'snapshot', snapshot: takeSnapshot(state) as unknown as JsonObject }
}

/** The snapshot as JSON, in one parameter. */
export const Restore = z.strictObject({ snapshot: z.string().min(2) })

export function restore(call: Call, { snapshot }: z.output<typeof Restore>): JsonObject {
  try {
    restoreState(call.state, checkedSnapshot(JSON.parse(snapshot)))
  } catch (error) {
    throw invalid('snapshot', error instanceof Error ? error.message : String(error))
  }
  return readClock(call)
}

export function listFaults({ state }: Call): JsonObject {
  const config = state.faultConfig as unknown as JsonObject | null
  return { object: 'list', data: state.faults as unknown as readonly Json[], config, kinds: faultKinds }
}

export const PlanFault = z
  .strictObject({
    busy_for: integer.optional(),
    config: name.optional(),
    kind: name.optional(),
    method: name.optional(),
    path: name.optional(),
    times: integer.optional(),
  })
  .transform(({ busy_for: busyFor, config, ...rest }, context) => {
    const given = Object.entries({ ...rest, busyFor }).filter(([, value]) => value !== undefined)
    if (config !== undefined && given.length > 0) {
      context.addIssue({ code: 'custom', message: 'Give config alone, or one fault.', path: ['config'] })
      return z.NEVER
    }
    const parsed =
      config === undefined
        ? PlannedFault.safeParse(Object.fromEntries(given))
        : FaultConfig.safeParse(jsonOf(config))
    if (parsed.success) return parsed.data
    const [issue] = parsed.error.issues
    const [first, ...within] = issue!.path
    const path =
      config !== undefined
        ? ['config', ...issue!.path]
        : [first === 'busyFor' ? 'busy_for' : first!, ...within]
    context.addIssue({ code: 'custom', message: issue!.message, path })
    return z.NEVER
  })

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Plans one fault, or sets by how much chance what goes wrong: `config` is a `FaultConfig` as JSON. */
export function planFault(call: Call, given: z.output<typeof PlanFault>): JsonObject {
  if ('kind' in given) call.state.faults.push(given)
  else call.state.faultConfig = given
  return listFaults(call)
}

export function clearFaults(call: Call): JsonObject {
  call.state.faults.length = 0
  call.state.faultConfig = null
  return listFaults(call)
}
