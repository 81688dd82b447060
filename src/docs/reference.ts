import { z } from 'zod'
import { Operation } from '../billing-mock/index.ts'
import { discreteActions, layoutNames, observationFields } from '../env/index.ts'
import { Company, predicates, Scenario } from '../scenarios/index.ts'
import { Action } from '../world/actions.ts'
import { AgentAct } from '../world/acts.ts'
import { code, page, table } from './markdown.ts'
import { discriminator, fieldRows, type JsonSchema } from './schema.ts'

const FIELD_HEADS = ['field', 'type', 'required', 'meaning'] as const

/** Every action an agent can do, structured. */
export function actionsPage(): string {
  return page('Actions', [
    'What `env.step` takes, as plain objects: the `type` says which action it is, the other fields are its ' +
      'parameters. Money is in integer cents, ids are those shown in the observation.',
    ...alternatives(Action).flatMap(action => section(action)),
    '## Dialogue acts',
    'A `reply` says one to six of these. Which act is said counts; the wording, where there is any, does not.',
    table(
      ['act', 'parameters', 'meaning'],
      alternatives(AgentAct).map(act => {
        const rows = parameters(act)
        return [
          code(discriminator(act)!.value),
          rows.map(([name, type]) => `${name}: ${type}`).join('; '),
          act.description ?? rows.map(row => row[3]).join(''),
        ]
      }),
    ),
  ])
}

/** The discrete face: index and name. */
export function discreteActionsPage(): string {
  return page('Discrete actions', [
    `The flat encoding: ${discreteActions.length} actions by index, the same for every scenario. A number after the ` +
      'type is a row of the last list, from 0. `info.actionMask` tells which are possible now.',
    table(
      ['index', 'name', 'action'],
      discreteActions.map(({ name, type }, index) => [String(index), code(name), code(type)]),
    ),
  ])
}

/** The observation: the fields of the typed face, and the layout of the float face. */
export function observationPage(): string {
  return page('Observation', [
    '## Typed',
    `The fields of the typed observation: ${observationFields.map(code).join(', ')}.`,
    '## Float',
    `A \`Float32Array\` of ${layoutNames.length} numbers, each in [−1, 1]. A name with a number in it is of that row ` +
      'of the list, from 0, newest first.',
    table(
      ['index', 'name'],
      layoutNames.map((name, index) => [String(index), code(name)]),
    ),
  ])
}

/** How a scenario is written: its fields, what a fixture can do, what an oracle can ask. */
export function scenarioPage(): string {
  return page('Scenarios', [
    'A scenario is one YAML file: a fixture, the customer, and at least two causes behind the same opening, each ' +
      'with an oracle that grades the end. Moments are relative to the first contact, such as `-7d` or `-7d+40s`.',
    '## Fields',
    table(FIELD_HEADS, fieldRows(schemaOf(Scenario))),
    '## What a fixture can do',
    'The `do` of a fixture step is a billing operation, its `with` the parameters. Where a parameter is an entity, ' +
      'it is given by the name that `as` gave it.',
    table(
      ['do', 'with'],
      alternatives(Operation).map(operation => [
        code(discriminator(operation)!.value),
        parameters(operation)
          .map(([name]) => name)
          .join(', '),
      ]),
    ),
    '## What an oracle can ask',
    'A line is `name`, `name(argument)` or `name(argument) = value`, with `=`, `!=`, `>`, `>=`, `<` or `<=`; ' +
      'alternatives are joined by `or`. Without a comparison, the answer must be yes.',
    table(
      ['predicate', 'argument', 'compared with', 'meaning'],
      Object.entries(predicates).map(([name, { argument, value, says }]) => [
        code(name),
        argument === null ? '' : argument.replace('?', ' (optional)'),
        value,
        says,
      ]),
    ),
    '## The company',
    'Scenarios name a company, which is a file of its own in `companies/`.',
    table(FIELD_HEADS, fieldRows(schemaOf(Company))),
  ])
}

function section(action: JsonSchema): readonly string[] {
  const rows = parameters(action)
  return [
    `## ${code(discriminator(action)!.value)}`,
    ...(action.description === undefined ? [] : [action.description]),
    rows.length === 0 ? 'No parameters.' : table(FIELD_HEADS, rows),
  ]
}

/** The fields of an alternative without the one that tells it from the others. */
function parameters(schema: JsonSchema): ReturnType<typeof fieldRows> {
  const known = discriminator(schema)!
  return fieldRows(schema).filter(([name]) => name !== code(known.field))
}

function alternatives(schema: z.ZodType): readonly JsonSchema[] {
  const { anyOf, oneOf } = schemaOf(schema)
  return oneOf ?? anyOf ?? []
}

function schemaOf(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema
}
