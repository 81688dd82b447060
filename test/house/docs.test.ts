import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { documents } from '../../src/docs/documents.ts'
import { transitionsOf } from '../../src/docs/transitions.ts'
import { discreteActions, layoutNames } from '../../src/env/index.ts'
import { predicates } from '../../src/scenarios/index.ts'
import { actionTypes } from '../../src/world/actions.ts'
import { supportMachine } from '../../src/world/support.machine.ts'
import { root } from './source.ts'

describe('the generated documentation', () => {
  it.each(Object.entries(documents))(
    'is what the code says now: docs/%s (else: npm run docs)',
    (path, generate) => {
      expect(readFileSync(join(root, 'docs', path), 'utf8')).toBe(generate())
    },
  )

  it('has every event, guard and state of the support machine', () => {
    const text = documents['world-machine.md']!()
    for (const { event, guard, state, target } of transitionsOf(supportMachine)) {
      for (const name of [event, guard, state, target]) if (name !== null) expect(text).toContain(name)
    }
  })

  it('draws an arrow for every transition that changes the state', () => {
    const text = documents['world-machine.md']!()
    for (const { state, target } of transitionsOf(supportMachine)) {
      if (target !== null) expect(text).toContain(`  ${state} --> ${target} : `)
    }
  })

  it('has every action, discrete action, float and predicate', () => {
    const [actions, discrete, observation, scenario] = [
      documents['reference/actions.md']!(),
      documents['reference/discrete-actions.md']!(),
      documents['reference/observation.md']!(),
      documents['reference/scenario.md']!(),
    ]
    for (const type of actionTypes) expect(actions).toContain(`## \`${type}\``)
    for (const [index, { name }] of discreteActions.entries())
      expect(discrete).toContain(`| ${index} | \`${name}\` |`)
    for (const [index, name] of layoutNames.entries())
      expect(observation).toContain(`| ${index} | \`${name}\` |`)
    for (const name of Object.keys(predicates)) expect(scenario).toContain(`| \`${name}\` |`)
  })
})
