import { base, en, Faker, type Randomizer } from '@faker-js/faker'
import seedrandom from 'seedrandom'
import { renderId } from '../core/ids.ts'

/** Who a customer is on paper: nothing in the world depends on it. */
export interface Identity {
  readonly name: string
  readonly email: string
  readonly company: string
}

const REFERENCE_DATE = '2026-01-01T00:00:00.000Z'

/** The identity of a customer, a pure function of seed and ordinal; built when somebody reads it. */
export function identityOf(seed: number, customer: number): Identity {
  const draw = seedrandom.alea(renderId('person', seed, customer))
  const randomizer: Randomizer = { next: () => draw(), seed: () => {} }
  const faker = new Faker({ locale: [en, base], randomizer })
  faker.setDefaultRefDate(REFERENCE_DATE)
  const firstName = faker.person.firstName()
  const lastName = faker.person.lastName()
  return {
    name: `${firstName} ${lastName}`,
    email: faker.internet.email({ firstName, lastName, provider: 'example.com' }).toLowerCase(),
    company: faker.company.name(),
  }
}
