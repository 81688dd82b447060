import { mixSeed } from '../core/random.ts'
import type { World } from '../world/world.ts'
import { openTicket } from './begin.ts'
import { customerOf, ticketReportOf } from './report.ts'
import { hasSettled } from './scene.ts'
import { episodeMs, seriesOf } from './series.ts'
import type { Setting } from './setting.ts'

/** Keeps the seeds of an episode's tickets apart from those of the episodes that follow it. */
const TICKET_SALT = 0x7469636b

/** The next ticket of the same customer, once the world's own is settled; null when none is to come. */
export function nextTicket(world: World, setting: Setting): World | null {
  const series = seriesOf(world)
  if (series.ticket + 1 >= setting.tickets || !hasSettled(world.tickets[0]!, setting)) return null
  const customer = customerOf(world, setting)
  if (customer.churned) return null
  const seed = mixSeed(mixSeed(series.seed, TICKET_SALT), series.ticket + 1)
  return openTicket(
    seed,
    {
      options: {},
      customer,
      before: {
        series: { ...series, earlier: [...series.earlier, ticketReportOf(world, setting)] },
        endedAtMs: episodeMs(world),
        step: world.clock.step,
        tally: world.tally,
      },
    },
    setting,
  )
}
