import { categoricalQuantile } from '../core/quantiles.ts'
import { noiseKey, uniform } from '../core/random.ts'
import { appraise, type Knowledge } from '../personas/index.ts'
import type { Action } from '../world/actions.ts'
import { type NoticedSlot, noticed, noticedSlots, type Slot, UNSURE } from '../world/acts.ts'
import { drawAt, purposes } from '../world/noise.ts'
import { checkMinutes, checks, FALSE_POSITIVE_RATE, FIX_MINUTES, unsureProbability } from '../world/tools.ts'
import { type Scene, succeed, tell } from './scene.ts'
import { elapse } from './time.ts'

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
  elapse(scene, checkMinutes[action.check])
}

/** Tries a fix together with the customer, who sees what comes of it. A fix after one that worked changes nothing. */
export function applyFix(scene: Scene, action: Extract<Action, { type: 'apply_fix' }>): void {
  const { ticket, template, world, setting } = scene
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
  appraise(ticket, [{ kind: `fix_${result}`, repeat: 0 }], setting.model)
  tell(scene, `fix.${result}`)
  tell(scene, 'customer.appraised')
}

/**
 * What the customer can tell about what is asked: the facts of the case; and what they noticed of a problem, which is
 * drawn once a ticket from what is likely under its cause. Who knows their way around is less often unsure.
 */
export function knowledgeOf({ world, ticket, template }: Scene, asked: Slot | null): Knowledge {
  const at = noticedSlots.indexOf(asked as NoticedSlot)
  if (at < 0) return template.knows
  const slot = noticedSlots[at]!
  const shares: Readonly<Record<string, number>> | undefined = template.answers[slot]
  if (shares === undefined) return template.knows
  const draw = (ordinal: number): number => drawAt(world, ticket, { purpose: 'noticed', ordinal })
  if (draw(2 * at) < unsureProbability(ticket.traits.tech)) return { ...template.knows, [slot]: UNSURE }
  const values = noticed[slot]
  const answer =
    values[
      categoricalQuantile(
        draw(2 * at + 1),
        values.map(value => shares[value] ?? 0),
      )
    ]!
  return { ...template.knows, [slot]: answer }
}
