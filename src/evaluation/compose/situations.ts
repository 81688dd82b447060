import { makeEnv } from '../../make.ts'
import { policyNamed } from '../../reference/index.ts'
import { type Catalogue, catalogueOf } from '../../scenarios/index.ts'
import type { ActionType } from '../../world/actions.ts'
import { play } from '../play.ts'
import type { Situation } from './combination.ts'

const SEEDS = 8

/** The scenarios of a catalogue that have enough causes, with the tools that the playbook uses for each. */
export function situationsIn(catalogue: Catalogue): readonly Situation[] {
  const playbook = policyNamed('playbook')
  return catalogue.scenarios
    .filter(({ causes }) => Object.keys(causes).length >= 3)
    .map(scenario => {
      const company = catalogue.companies.find(({ id }) => id === scenario.company)!
      const env = makeEnv('billing-support-v4', { scenarios: catalogueOf([scenario], [company]) })
      const tools = new Set<ActionType>()
      for (let seed = 0; seed < SEEDS; seed++) {
        for (const action of play(env, playbook, { seed }).actions)
          if (typeof action !== 'number') tools.add(action.type)
      }
      return { scenario, company, tools }
    })
}
