import { z } from 'zod'
import { CustomerModel } from '../personas/index.ts'
import { loadCustomerModel } from '../scenarios/index.ts'
import { code, page, table } from './markdown.ts'
import type { JsonSchema } from './schema.ts'

/** Every number of the customer model that ships, with its range, meaning and source. */
export function customerModelPage(): string {
  const model = loadCustomerModel()
  const schema = z.toJSONSchema(CustomerModel) as JsonSchema
  const { acts, ...rules } = schema.properties!
  return page('The customer model', [
    'The numbers behind every simulated customer. They live in `personas/models/default.yaml`, and a pack of personas ' +
      'overrides any of them under `model:` ([how to](../how-to/tune-the-customers.md)). The rules they belong to are ' +
      'code: `src/personas` and `src/signals`.',
    'A source that is a reference is evidence for the shape or the size of a rule. (v) is the figure of a vendor, which ' +
      'is weak evidence; (P) is a proposal without a source; "tuned" was moved by hand until the facts that ' +
      '`supportgym realism` measures held.',
    '## `acts`',
    'What a message, or an event that the customer sees, is worth when it is lived through for the first time. ' +
      'Override `acts.<act>.<number>`.',
    actTable(model.acts, acts!),
    meanings(acts!.properties!.greet!),
    ...Object.entries(rules).flatMap(([name, rule]) => [
      `## ${code(name)}`,
      ruleTable(name, rule, model[name as keyof typeof model]),
      `Source: ${model[name as Exclude<keyof CustomerModel, 'acts'>].source}.`,
    ]),
  ])
}

/** The numbers of an act, a line each. */
function meanings(act: JsonSchema): string {
  return Object.entries(act.properties!)
    .filter(([name]) => name !== 'source')
    .map(([name, { description }]) => `- ${code(name)}: ${description}`)
    .join('\n')
}

function actTable(acts: CustomerModel['acts'], schema: JsonSchema): string {
  const numbers = Object.keys(acts.greet).filter(name => name !== 'source')
  return table(
    ['act', ...numbers, 'note', 'source'],
    Object.entries(acts).map(([name, row]) => [
      code(name),
      ...numbers.map(number => String((row as Readonly<Record<string, unknown>>)[number] ?? '')),
      schema.properties![name]!.description ?? '',
      row.source,
    ]),
  )
}

function ruleTable(name: string, rule: JsonSchema, values: object): string {
  return table(
    ['number', 'value', 'may be', 'meaning'],
    Object.entries(values)
      .filter(([field]) => field !== 'source')
      .map(([field, value]) => {
        const schema = rule.properties![field]!
        return [code(`${name}.${field}`), valueText(value), rangeText(schema), schema.description ?? '']
      }),
  )
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ')
  if (typeof value !== 'object' || value === null) return String(value)
  return Object.entries(value)
    .map(([key, each]) => `${key} ${each}`)
    .join(', ')
}

/** What a number may be; a list, or a number by channel, is described by its meaning. */
function rangeText({ type, minimum, exclusiveMinimum, maximum }: JsonSchema): string {
  if (maximum === undefined) return ''
  const low =
    exclusiveMinimum === undefined ? `${minimum} … ${maximum}` : `above ${exclusiveMinimum} … ${maximum}`
  return type === 'integer' ? `${low}, whole` : low
}
