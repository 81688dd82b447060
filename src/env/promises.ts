import { appraise, gainTrust, loseTrust } from '../personas/index.ts'
import { type Scene, tell } from './scene.ts'

/** Marks open promises of a kind as kept: what was promised has been done in time. */
export function keepPromises(scene: Scene, what: 'refund' | 'follow_up'): void {
  const { record } = scene.ticket
  const kept = record.promises.filter(promise => promise.what === what && promise.state === 'open')
  if (kept.length === 0) return
  record.promises = record.promises.map(promise =>
    kept.includes(promise) ? { ...promise, state: 'kept' as const } : promise,
  )
  gainTrust(scene.ticket, scene.setting.model)
  tell(scene, 'promise.kept')
}

/** A promise falls due: it was kept, or it is broken now, and the customer knows. */
export function checkPromise(scene: Scene, index: number): void {
  const { ticket, setting } = scene
  const promise = ticket.record.promises[index]!
  if (promise.state !== 'open') return
  ticket.record.promises = ticket.record.promises.map((each, at) =>
    at === index ? { ...each, state: 'broken' as const } : each,
  )
  ticket.hidden.unkeptPromises += 1
  loseTrust(ticket, setting.model)
  tell(scene, 'promise.broken')
  if (scene.passage.ended || ticket.hidden.closedAtMs !== null) return
  appraise(ticket, [{ kind: 'promise_broken', repeat: 0 }], setting.model)
  tell(scene, 'customer.appraised')
}
