import { type Endpoint, type EndpointOptions, endpoint } from '../../llm/index.ts'
import type { Word, WordAsync, Wording } from '../speech.ts'
import { type Fault, type FaultReason, faultReasons, faultsIn } from './check.ts'
import { customerMessages, repairMessages } from './customer.ts'

/** What became of the messages so far: `first` + `second` + `fallback` is `messages`. */
export interface WordingTally {
  readonly messages: number
  /** Said as the model worded them at first, and when it was told why that would not do. */
  readonly first: number
  readonly second: number
  /** Said by the fallback, because the model's words were rejected twice. */
  readonly fallback: number
  /** How many of the model's texts were rejected for each reason; a text can have several. */
  readonly rejected: Readonly<Record<FaultReason, number>>
}

/** Words messages with a model, and tells how that went. */
export type LlmWording = WordAsync & { tally(): WordingTally }

/**
 * A customer whose words a model chooses. It is told what the message means and how the customer speaks, and never what
 * the agent wrote: there is no way for an agent's words to reach it. What it writes is checked against the meaning; it is
 * asked once more, told why, and after that the fallback speaks. Throws what the endpoint throws.
 */
export function llmWording(
  options: EndpointOptions | Endpoint,
  { fallback }: { readonly fallback: Word },
): LlmWording {
  const { ask } = 'ask' in options ? options : endpoint(options)
  const count = { first: 0, second: 0, fallback: 0 }
  const rejected = Object.fromEntries(Object.keys(faultReasons).map(reason => [reason, 0])) as Record<
    FaultReason,
    number
  >

  async function attempt(messages: ReturnType<typeof customerMessages>, given: Wording): Promise<Attempt> {
    const { content } = await ask({ messages })
    const text = content?.trim() ?? ''
    return { text, faults: faultsIn(text, given) }
  }

  function reject({ faults }: Attempt): void {
    for (const reason of new Set(faults.map(each => each.reason))) rejected[reason] += 1
  }

  async function word(given: Wording): Promise<string> {
    const asked = customerMessages(given)
    const first = await attempt(asked, given)
    if (first.faults.length === 0) {
      count.first += 1
      return first.text
    }
    const second = await attempt(repairMessages(asked, first), given)
    reject(first)
    if (second.faults.length === 0) {
      count.second += 1
      return second.text
    }
    reject(second)
    count.fallback += 1
    return fallback(given)
  }

  return Object.assign(word, {
    tally: (): WordingTally => ({
      messages: count.first + count.second + count.fallback,
      ...count,
      rejected: { ...rejected },
    }),
  })
}

interface Attempt {
  readonly text: string
  readonly faults: readonly Fault[]
}
