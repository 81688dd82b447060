import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { documents } from '../../src/docs/documents.ts'
import { transitionsOf } from '../../src/docs/transitions.ts'
import { discreteActions, layoutNames } from '../../src/env/index.ts'
import { loadCatalogue, predicates } from '../../src/scenarios/index.ts'
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

describe('the pages of the scenarios', () => {
  const { scenarios } = loadCatalogue()

  it('are there for those that ship, and for no others', () => {
    const pages = scenarios.map(({ id }) => `${id}.md`)
    expect(readdirSync(join(root, 'docs', 'scenarios')).sort()).toEqual(['README.md', ...pages].sort())
  })

  it.each(scenarios.map(scenario => [scenario.id, scenario] as const))(
    'have every tag, cause, oracle line and true topic: %s',
    (id, { tags, causes }) => {
      const text = documents[`scenarios/${id}.md`]!()
      for (const tag of tags) expect(text).toContain(tag)
      for (const [cause, { explains, oracle, faults, escalation }] of Object.entries(causes)) {
        const section = text.split(/^### /m).find(part => part.startsWith(`\`${cause}\``))!
        for (const topic of explains) expect(section).toContain(`\`${topic}\``)
        for (const line of [...oracle.resolved, ...oracle.partial, ...oracle.harmful])
          if (!line.includes('$')) expect(section).toContain(`\`${line}\``)
        for (const { kind } of faults) expect(text).toContain(kind)
        if (escalation !== null) expect(section).toContain(`For the team \`${escalation.team}\``)
      }
    },
  )

  it('say nothing that was left unfilled', () => {
    for (const [path, generate] of Object.entries(documents))
      if (path.startsWith('scenarios/')) expect(generate()).not.toMatch(/undefined|NaN|\[object|\$[a-z]/)
  })

  it('are listed in the index by group, with their tags', () => {
    const index = documents['scenarios/README.md']!()
    for (const { id, group, tags, title } of scenarios) {
      const [, part] = index.split(new RegExp(`^## ${group}$`, 'im'))
      expect(part!.split(/^## /m)[0]).toMatch(new RegExp(`\\[${id}\\].*${title}.*${tags.join(', ')}`))
    }
  })
})
