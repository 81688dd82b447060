/** What the parts of a step share: mirrors src/env/scene.ts, src/env/time.ts and src/world/support.machine.ts. */

import { purposes } from '../../dist/world/noise.js'
import { emotionBands } from '../../dist/world/support.machine.js'
import { emit, SAYS_ACCEPT, SAYS_DOUBT, SAYS_LEAVE } from './behaviour.js'
import { passTime } from './customer.js'
import { field } from './fields.js'
import { draw, TICKET } from './noise.js'
import * as tables from './tables.js'

const UNIT = 2 ** -32
const { OBSERVATION, SEED_HASH, ARCHETYPE, LEFT_SILENTLY, ANGER, CONVERSATION, EMOTION } = field
const { PROGRESS, TOOL_FAILURES, ASSIGNED_AT, MINUTES, STARTED_AT, ENDED, WORKED, FAILED, NOW } = field
const { LEAVES_SILENTLY, feature } = tables

const TOOL_OK_AT = feature('tool.ok')
const TOOL_FAILED_AT = feature('tool.failed')
/** The conversation: over, open or on hold. */
export const OVER = 0
export const OPEN = 1
/** The progress, from `opened`, which is 0. */
const EXPLORED = 1
const REMEDIED = 2
const CONFIRMED = 3

export function succeed(loop, o) {
  loop.observations[loop.state[o + OBSERVATION] + TOOL_OK_AT] = 1
}

export function fail(loop, o) {
  loop.observations[loop.state[o + OBSERVATION] + TOOL_FAILED_AT] = 1
  loop.state[o + FAILED] = 1
  loop.state[o + TOOL_FAILURES] += 1
}

/** The case has ended, whichever way. */
export function end(s, o) {
  s[o + CONVERSATION] = OVER
  s[o + ENDED] = 1
  s[o + WORKED] = (s[o + NOW] - s[o + STARTED_AT]) / 60_000
}

/** refund.created, subscription.canceled, case.explained. */
export function remedied(s, o) {
  if (s[o + PROGRESS] === EXPLORED) s[o + PROGRESS] = REMEDIED
}

const { concerned, frustrated, angry, furious } = emotionBands
const BANDS = 4
const RISES = Float64Array.of(concerned.rises, frustrated.rises, angry.rises, furious.rises)
const FALLS = Float64Array.of(concerned.falls, frustrated.falls, angry.falls, furious.falls)
const WALKS_OUT = furious.walksOut

/** customer.appraised: one band up or down, and whoever is beyond the last walks out. */
export function appraised(s, o) {
  const band = s[o + EMOTION] | 0
  const anger = s[o + ANGER]
  if (band === BANDS && anger >= WALKS_OUT) end(s, o)
  else if (band < BANDS && anger >= RISES[band]) s[o + EMOTION] = band + 1
  else if (band > 0 && anger < FALLS[band - 1]) s[o + EMOTION] = band - 1
}

// src/env/time.ts: elapse and leave. Nothing falls due before a case ends: promises do after 1440 minutes, refunds
// after days, and a case that has lasted 480 minutes is over after a step of 480 at most.

const SILENT_LEAVE = TICKET + purposes.silentLeave
const CUSTOMER_LEFT_AT = feature('customerLeft')

export function elapse(loop, o, ms, as) {
  const s = loop.state
  if (ms <= 0) return
  const left = passTime(s, o, ms, as)
  s[o + MINUTES] = (s[o + NOW] - s[o + ASSIGNED_AT]) / 60_000
  if (left === 1) leave(loop, o)
}

export function leave(loop, o) {
  const s = loop.state
  const silent =
    (draw(s[o + SEED_HASH] | 0, SILENT_LEAVE, 0) >>> 0) * UNIT < LEAVES_SILENTLY[s[o + ARCHETYPE] | 0]
  loop.observations[s[o + OBSERVATION] + CUSTOMER_LEFT_AT] = 1
  s[o + LEFT_SILENTLY] = silent ? 1 : 0
  if (!silent) hear(loop, o, SAYS_LEAVE)
  end(s, o)
}

// src/env/scene.ts: hear.

const ACCEPTED_AT = feature('accepted')

export function hear(loop, o, acts) {
  const s = loop.state
  emit(s, o, loop.observations, acts)
  s[o + CONVERSATION] = OPEN // customer.messaged
  if ((acts & SAYS_ACCEPT) !== 0) {
    loop.observations[s[o + OBSERVATION] + ACCEPTED_AT] = 1
    if (s[o + PROGRESS] === REMEDIED) s[o + PROGRESS] = CONFIRMED
  } else if ((acts & SAYS_DOUBT) !== 0) loop.observations[s[o + OBSERVATION] + ACCEPTED_AT] = 0
}
