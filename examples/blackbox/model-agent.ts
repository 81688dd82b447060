import type { RequestListener } from 'node:http'
import type OpenAI from 'openai'
import type Stripe from 'stripe'
import { type Answer, type Asked, refundDuplicate, serving } from './refund-agent.ts'

type Message = OpenAI.ChatCompletionMessageParam

/**
 * The same agent with a model for a brain: what the model calls of its own tools is done at once, on the stripe SDK; the
 * tools it was offered with the conversation are answered by whoever drives it.
 */
export function modelAgent(stripe: Stripe, openai: OpenAI): RequestListener {
  return serving(body => think(body, { stripe, openai }))
}

async function think(
  { messages, tools = [], user }: Asked,
  { stripe, openai }: { readonly stripe: Stripe; readonly openai: OpenAI },
): Promise<Answer> {
  const thoughts = [...messages] as Message[]
  for (;;) {
    const { choices } = await openai.chat.completions.create({
      model: 'brain',
      messages: thoughts,
      tools: [ownTool, ...(tools as OpenAI.ChatCompletionTool[])],
    })
    const { message } = choices[0]!
    const calls = (message.tool_calls ?? []).filter(call => call.type === 'function')
    const own = calls.filter(call => call.function.name === ownTool.function.name)
    if (own.length === 0) {
      return {
        content: message.content,
        calls: calls.map(({ function: { name, arguments: given } }) => ({
          name,
          arguments: JSON.parse(given) as object,
        })),
      }
    }
    thoughts.push(message)
    for (const { id } of own) {
      const cents = await refundDuplicate(stripe, user)
      const content = cents === null ? 'nothing was paid twice' : `refunded $${(cents / 100).toFixed(2)}`
      thoughts.push({ role: 'tool', tool_call_id: id, content })
    }
  }
}

const ownTool = {
  type: 'function',
  function: {
    name: 'refund_duplicate',
    description: 'Gives the second payment of an invoice back, where there is one.',
    parameters: { type: 'object', properties: {}, additionalProperties: false },
  },
} as const satisfies OpenAI.ChatCompletionTool
