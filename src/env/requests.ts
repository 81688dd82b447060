import {
  type ApplyResult,
  applyFaulty,
  attempt,
  type BillingError,
  billingNoise,
  type Entity,
  isDown,
  type Operation,
  plannedFault,
  readFault,
} from '../billing-mock/index.ts'
import { MINUTE_MS } from '../core/clock.ts'
import { bill, billingContext, type Scene } from './scene.ts'

/** What came of a request to the billing backend. */
export interface Sent {
  /** What the books did, which an agent without an answer does not know; null when nothing. */
  readonly result: ApplyResult | null
  /** False when the request timed out. */
  readonly answered: boolean
  /** The error that the agent is told; null when it went well or nothing is told. */
  readonly error: BillingError | null
  /** How long the answer took beyond what the work takes, in minutes. */
  readonly minutes: number
}

/** Sends a billing operation in the agent's name; on its way it may meet a fault of the scenario or of the config. */
export function request(scene: Scene, operation: Operation): Sent {
  const { template, setting, world } = scene
  const call = countCall(scene, operation.type)
  if (setting.faults === null) {
    const fault = plannedFault(template.faults, operation.type, call)
    return { ...attempt(fault, () => bill(scene, operation, 'agent')), minutes: 0 }
  }
  const { elapsedMs, ...made } = applyFaulty(world.books, operation, {
    ...billingContext(scene, 'agent'),
    faults: { ...setting.faults, planned: [...template.faults, ...setting.faults.planned] },
    noise: billingNoise(world.seed),
    call,
  })
  return { ...made, minutes: elapsedMs / MINUTE_MS }
}

/** How a read fares: whether there is an answer, from when it is, and how many minutes more it takes. */
export interface ReadThrough {
  readonly isDown: boolean
  /** Records that are younger than this are not in a list yet. */
  readonly asOfMs: number
  readonly minutes: number
}

/** A read of a resource, which under the config's faults may be down, or answer from a while ago. */
export function readThrough(scene: Scene, resource: Entity): ReadThrough {
  const { setting, world } = scene
  const { nowMs } = world.clock
  if (setting.faults === null) return { isDown: false, asOfMs: nowMs, minutes: 0 }
  const { isDown, staleMs, elapsedMs } = readFault(
    {
      faults: setting.faults,
      noise: billingNoise(world.seed),
      call: countCall(scene, `read ${resource}`),
      nowMs,
    },
    resource,
  )
  return { isDown, asOfMs: nowMs - staleMs, minutes: elapsedMs / MINUTE_MS }
}

/** Whether there is no answer about a resource now. */
export function isUnavailable({ setting, world }: Scene, resource: Entity): boolean {
  return setting.faults !== null && isDown(setting.faults, resource, world.clock.nowMs)
}

/** Which call of its kind in the ticket this is, from 1: what faults are keyed by. */
function countCall({ ticket }: Scene, kind: string): number {
  const { hidden } = ticket
  const call = (hidden.calls[kind] ?? 0) + 1
  hidden.calls = { ...hidden.calls, [kind]: call }
  return call
}
