import { z } from 'zod'
import { parseFile } from '../../core/data.ts'
import { brokenQuotes } from './quote.ts'

const Regex = z.string().refine(isRegex, 'expected a regular expression')

/** Which requests a rule is for: all that is said of one must hold. */
const When = z.strictObject({
  role: z
    .enum(['system', 'developer', 'user', 'assistant', 'tool'])
    .exactOptional()
    .describe('Of the last message.'),
  contains: z.string().exactOptional().describe('In the last message.'),
  matches: Regex.exactOptional().describe('The last message.'),
  toolResult: z.string().exactOptional().describe('In the last tool result.'),
  turn: z.int().positive().exactOptional().describe("1 + the model's own messages so far."),
  tools: z.array(z.string()).exactOptional().describe('Offered, all of them.'),
})

const Call = z.strictObject({
  name: z.string().min(1),
  arguments: z
    .union([z.record(z.string(), z.unknown()), z.string()])
    .default({})
    .describe('A text is sent as it is, JSON or not.'),
})

/** How much of an answer goes out before its delivery fails. */
const Extent = z.enum(['before', 'midway'])

const replyFields = {
  say: z.string().exactOptional(),
  call: z.union([Call, z.array(Call).min(1)]).exactOptional(),
  error: z
    .strictObject({
      status: z.int().min(400).max(599),
      message: z.string().default('The script says so.'),
      retryAfter: z.number().min(0).exactOptional().describe('Seconds.'),
    })
    .exactOptional(),
  garbage: z
    .strictObject({ body: z.string(), contentType: z.string().default('application/json') })
    .exactOptional()
    .describe('Sent as it is, with status 200.'),
  delayMs: z.int().min(0).max(600_000).default(0).describe('Before the answer.'),
  drop: Extent.exactOptional().describe('The connection is closed before the answer, or midway.'),
  hang: Extent.exactOptional().describe('Nothing more is sent, and the connection stays open.'),
  usage: z
    .strictObject({ promptTokens: z.int().min(0), completionTokens: z.int().min(0) })
    .nullable()
    .exactOptional()
    .describe('A quarter of the characters by default; null sends none.'),
}

/** What becomes of a request. */
export const Reply = z.strictObject(replyFields).check(checkReply)
export type Reply = z.infer<typeof Reply>
export type ScriptedReply = z.input<typeof Reply>

const Rule = z
  .strictObject({
    when: When.default({}),
    ...replyFields,
    once: z.literal(true).exactOptional(),
    times: z
      .int()
      .positive()
      .exactOptional()
      .describe('How often the rule can be used; without an end by default.'),
  })
  .check(checkReply, checkQuotes)
  .refine(rule => rule.once === undefined || rule.times === undefined, 'expected once or times, got both')
export type Rule = z.infer<typeof Rule>

/** A script: of its rules the first one that fits a request and is not used up says what becomes of it. */
export const Script = z.strictObject({
  model: z.string().min(1).default('scripted').describe('As GET /v1/models lists it; any is answered.'),
  rules: z.array(Rule).min(1),
})
export type Script = z.infer<typeof Script>
export type ScriptInput = z.input<typeof Script>

/** Reads a script, as YAML or JSON. Throws `invalid_data`. */
export function readScript(file: string): Script {
  return parseFile(file, Script)
}

interface Checked {
  readonly value: { readonly [name in keyof typeof replyFields]?: unknown }
  readonly issues: z.core.$ZodRawIssue[]
}

function checkReply({ value, issues }: Checked): void {
  const { say, call, error, garbage, drop, hang } = value
  const given = Object.entries({ say, call, error, garbage, drop, hang }).filter(
    ([, each]) => each !== undefined,
  )
  const answers = [say ?? call, error, garbage].filter(each => each !== undefined)
  const isClear = given.length > 0 && answers.length <= 1 && (drop === undefined || hang === undefined)
  if (isClear) return
  issues.push({
    code: 'custom',
    input: value,
    message:
      'expected one of say and call, error, or garbage, and at most one of drop and hang, ' +
      `got ${given.map(([name]) => name).join(', ') || 'none'}`,
  })
}

/** Only of rules: what a function says is sent as it is. */
function checkQuotes({ value: { say, call }, issues }: Checked): void {
  for (const { path, message } of brokenQuotes({ say, call })) {
    issues.push({ code: 'custom', input: { say, call }, path: [...path], message })
  }
}

function isRegex(text: string): boolean {
  try {
    new RegExp(text, 'u')
    return true
  } catch {
    return false
  }
}
