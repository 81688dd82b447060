import { z } from 'zod'
import type { Complaints } from './fault.ts'

/** What an answer used, as the server counts it. */
export interface Usage {
  readonly promptTokens: number
  readonly completionTokens: number
}

export const noUsage: Usage = { promptTokens: 0, completionTokens: 0 }

/** What was used so far, and what an answer used, as far as it says so. */
export function addUsage(soFar: Usage, used: Usage | null): Usage {
  if (used === null) return soFar
  return {
    promptTokens: soFar.promptTokens + used.promptTokens,
    completionTokens: soFar.completionTokens + used.completionTokens,
  }
}

/** A model's answer: the words, if any, and the tool calls; usage is null where the server sends none. */
export interface Answer {
  readonly content: string | null
  readonly calls: readonly { readonly id: string; readonly name: string; readonly arguments: string }[]
  readonly usage: Usage | null
}

const Call = z.object({
  id: z.string(),
  function: z.object({ name: z.string(), arguments: z.string() }),
})

/** What is read of a completion: anything else in it is left alone. */
const Completion = z.object({
  choices: z
    .array(
      z.object({ message: z.object({ content: z.string().nullish(), tool_calls: z.array(Call).nullish() }) }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: z.int().min(0), completion_tokens: z.int().min(0) }).nullish(),
})

/** Reads a completion. Throws `infrastructure` when it is none. */
export function answerOf(completion: unknown, complaints: Complaints): Answer {
  const result = Completion.safeParse(completion)
  if (!result.success) {
    const got = typeof completion === 'string' ? completion : (JSON.stringify(completion) ?? 'nothing')
    throw complaints.garbage(got)
  }
  const { choices, usage } = result.data
  const { content, tool_calls: calls } = choices[0]!.message
  return {
    content: content ?? null,
    calls: (calls ?? []).map(call => ({ id: call.id, ...call.function })),
    usage: usage ? { promptTokens: usage.prompt_tokens, completionTokens: usage.completion_tokens } : null,
  }
}
