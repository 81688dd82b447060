import { createRequire } from 'node:module'
import type { Faker, Randomizer } from '@faker-js/faker'
import seedrandom from 'seedrandom'
import { renderId } from '../core/ids.ts'

/** Who a customer is on paper: nothing in the world depends on it. */
export interface Identity {
  readonly name: string
  readonly email: string
  readonly company: string
}

const load = createRequire(import.meta.url)
const REFERENCE_DATE = '2026-01-01T00:00:00.000Z'

/** One faker of our own, built when first needed; its generator is exchanged for each identity. */
let draw: () => number = () => 0
let faker: Faker | null = null

function fakerDrawingFrom(key: string): Faker {
  draw = seedrandom.alea(key)
  if (faker === null) {
    // Loading it takes longer than a thousand steps, and most runs never ask for a name.
    const { base, en, Faker: OwnFaker } = load('@faker-js/faker') as typeof import('@faker-js/faker')
    const randomizer: Randomizer = { next: () => draw(), seed: () => {} }
    faker = new OwnFaker({ locale: [en, base], randomizer })
    faker.setDefaultRefDate(REFERENCE_DATE)
  }
  return faker
}

/** The last identity that was asked for: one customer's is read many times in a row, and takes a while to make up. */
let last: { readonly seed: number; readonly customer: number; readonly identity: Identity } | null = null

/** The identity of a customer, a pure function of seed and ordinal; built when somebody reads it. */
export function identityOf(seed: number, customer: number): Identity {
  if (last === null || last.seed !== seed || last.customer !== customer) {
    last = { seed, customer, identity: Object.freeze(madeUp(seed, customer)) }
  }
  return last.identity
}

function madeUp(seed: number, customer: number): Identity {
  const { person, internet, company } = fakerDrawingFrom(renderId('person', seed, customer))
  const firstName = person.firstName()
  const lastName = person.lastName()
  return {
    name: `${firstName} ${lastName}`,
    email: internet.email({ firstName, lastName, provider: 'example.com' }).toLowerCase(),
    company: company.name(),
  }
}
