import { noiseKey, uniform } from '../core/random.ts'
import { appraise } from '../personas/index.ts'
import { type Action, type Check, checks } from '../world/actions.ts'
import { purposes } from '../world/noise.ts'
import { type Scene, succeed, tell } from './scene.ts'
import { elapse } from './time.ts'

/** Minutes that looking takes, by check. */
const CHECK_MINUTES: Readonly<Record<Check, number>> = {
  login_log: 2,
  sync_log: 3,
  service_status: 1,
  browser_check: 2,
  release_log: 1.5,
}

const FIX_MINUTES = 5

/** Probability that a check is positive though the cause gives no reason for it. */
const FALSE_POSITIVE_RATE = 0.05

/** Looks into something. Evidence is noisy, and looking twice shows the same. */
export function runDiagnostic(scene: Scene, action: Extract<Action, { type: 'run_diagnostic' }>): void {
  const { world, ticket, template } = scene
  const u = uniform(
    world.seed,
    noiseKey(1 + ticket.ordinal, purposes.diagnosis),
    checks.indexOf(action.check),
  )
  const positive = u < (template.checks[action.check] ?? FALSE_POSITIVE_RATE)
  ticket.record.checked = {
    ...ticket.record.checked,
    [action.check]: positive ? 'positive' : 'negative',
  }
  tell(scene, 'record.viewed')
  succeed(scene, action.type)
  elapse(scene, CHECK_MINUTES[action.check])
}

/** Tries a fix together with the customer, who sees what comes of it. A fix after one that worked changes nothing. */
export function applyFix(scene: Scene, action: Extract<Action, { type: 'apply_fix' }>): void {
  const { ticket, template, world } = scene
  const { record } = ticket
  const isFixed = Object.values(record.tried).includes('worked')
  const came = template.fixes[action.solution] ?? 'failed'
  const result = isFixed && came === 'worked' ? 'failed' : came
  record.tried = {
    ...record.tried,
    [action.solution]: record.tried[action.solution] ?? result,
  }
  succeed(scene, action.type)
  elapse(scene, FIX_MINUTES)
  if (scene.passage.ended) return
  ticket.mood.lastContactMs = world.clock.nowMs
  appraise(ticket, [{ kind: `fix_${result}`, repeat: 0 }])
  tell(scene, `fix.${result}`)
  tell(scene, 'customer.appraised')
}
