import { SupportGymError } from '../core/errors.ts'
import { exponentialQuantile } from '../core/quantiles.ts'
import {
  type CaseName,
  type CustomerModel,
  CustomerState,
  choosePersona,
  newCustomer,
} from '../personas/index.ts'
import { decideEpisode } from '../world/noise.ts'
import { noItems } from '../world/record.ts'
import type { World } from '../world/world.ts'
import { fileOf, seriesOf } from './series.ts'
import type { Setting } from './setting.ts'

interface Asked extends Partial<CaseName> {
  readonly persona?: string
  readonly customer?: CustomerState
}

/**
 * The customer that a reset asks for; null when the seed is to draw one. Throws `invalid_config` for what is no state,
 * for a customer who has left, and where a persona is asked for as well.
 */
export function customerIn({ persona, customer }: Asked): CustomerState | null {
  if (customer === undefined) return null
  if (persona !== undefined) {
    throw refused('a customer is a persona already: leave options.persona out', `persona "${persona}"`)
  }
  const parsed = CustomerState.safeParse(customer)
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`)
    throw refused('expected what report().customer gives', issues.join('; '))
  }
  if (!parsed.data.churned) return parsed.data
  throw refused('expected one who is still a customer', 'one with churned: true, who does not come back')
}

function refused(expected: string, arrived: string): SupportGymError {
  return new SupportGymError('invalid_config', `options.customer: ${expected}; got ${arrived}.`)
}

/** Days from the end of the last ticket to this contact: an open case brings a customer back soon. */
export function daysAway(seed: number, { unsolved }: CustomerState, { absence }: CustomerModel): number {
  const mean = unsolved === null ? absence.nextDays : absence.unsolvedDays
  return exponentialQuantile(decideEpisode(seed, 'comeBack'), mean)
}

/** The options with the case left unsolved, unless they name another. */
export function withCase<Options extends Asked>(
  options: Options,
  unsolved: CaseName,
): Options & Partial<CaseName> {
  const { scenario, cause, variant } = { ...unsolved, ...options }
  return isSameCase({ scenario, cause, variant }, unsolved) ? { ...options, ...unsolved } : options
}

/** Whether a case is the one that was left unsolved. */
export function isSameCase({ scenario, cause, variant }: CaseName, unsolved: CaseName | null): boolean {
  return unsolved?.scenario === scenario && unsolved.cause === cause && unsolved.variant === variant
}

/** The customer as they came. */
export function customerBefore(
  world: World,
  { pack, model }: Pick<Setting, 'pack' | 'model'>,
): CustomerState {
  const { customer, persona: asked } = seriesOf(world)
  if (customer !== null) return customer
  const persona = choosePersona(pack, world.seed, { asked, excluded: noItems, model })
  return newCustomer(persona, fileOf(world).identity, model)
}
