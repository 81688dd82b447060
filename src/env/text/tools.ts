import { z } from 'zod'
import { Action, type ActionType } from '../../world/actions.ts'
import type { ChatTool } from './chat.ts'

/** No tools: to reply is to say something, and what follows the end is waited for by whoever plays. */
const WITHHELD: ReadonlySet<ActionType> = new Set(['reply', 'wait_for_next_signal', 'billing_request'])

/** What the arguments of each tool must fit; what is optional in the action is nullable here, which every endpoint takes. */
export const argumentsOf: ReadonlyMap<string, z.ZodType<Record<string, unknown>>> = new Map(
  Action.options
    .map(option => [option.shape.type.value, argumentSchema(option.shape)] as const)
    .filter(([type]) => !WITHHELD.has(type)),
)

/** The tools of a chat completion, one for each action: the same at every turn, as in production. */
export const chatTools: readonly ChatTool[] = Action.options
  .filter(option => argumentsOf.has(option.shape.type.value))
  .map(option => {
    const name = option.shape.type.value
    return {
      type: 'function',
      function: {
        name,
        description: option.description ?? `${name.replaceAll('_', ' ')}.`,
        parameters: jsonSchema(argumentsOf.get(name)!),
      },
    }
  })

/** The action that a tool call stands for, or why it stands for none, in words for the model. */
export type ReadCall =
  | { readonly ok: true; readonly action: Action }
  | { readonly ok: false; readonly why: string }

/** Reads a tool call: the tool's name, and its arguments as JSON text. */
export function readCall(name: string, text: string): ReadCall {
  const schema = argumentsOf.get(name)
  if (schema === undefined) {
    return { ok: false, why: `There is no tool "${name}". Tools: ${[...argumentsOf.keys()].join(', ')}.` }
  }
  let given: unknown
  try {
    // Some servers send nothing at all for a tool without parameters.
    given = text.trim() === '' ? {} : JSON.parse(text)
  } catch {
    return { ok: false, why: `The arguments of ${name} are not valid JSON.` }
  }
  const parsed = schema.safeParse(given)
  if (!parsed.success) {
    const issues = parsed.error.issues.map(
      issue => `${issue.path.map(String).join('.') || 'arguments'}: ${issue.message}`,
    )
    return { ok: false, why: `The arguments of ${name} do not fit: ${issues.join('; ')}.` }
  }
  const present = Object.entries(parsed.data).filter(
    ([field, value]) => value !== null || isNullable(name, field),
  )
  return { ok: true, action: Action.parse({ type: name, ...Object.fromEntries(present) }) }
}

function argumentSchema(
  shape: Readonly<Record<string, z.core.$ZodType>>,
): z.ZodType<Record<string, unknown>> {
  const fields = Object.entries(shape)
    .filter(([name]) => name !== 'type')
    .map(([name, field]) => [
      name,
      field instanceof z.ZodOptional ? z.nullable(field.unwrap()).describe(field.description ?? '') : field,
    ])
  return z.strictObject(Object.fromEntries(fields))
}

/** Whether null is a value of the action's own field, and not this schema's way to leave it out. */
function isNullable(type: string, field: string): boolean {
  const option = Action.options.find(({ shape }) => shape.type.value === type)!
  const shape: Readonly<Record<string, z.core.$ZodType>> = option.shape
  return shape[field] instanceof z.ZodNullable
}

/** JSON Schema as tool calling takes it: alternatives as `anyOf`, which more servers know than `oneOf`. */
function jsonSchema(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _dialect, ...parameters } = z.toJSONSchema(schema, {
    override: ({ jsonSchema: node }) => {
      if (node.oneOf === undefined) return
      node.anyOf = node.oneOf
      delete node.oneOf
    },
  })
  return parameters
}
