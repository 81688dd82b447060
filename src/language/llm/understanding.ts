import { SupportGymError } from '../../core/errors.ts'
import { cutOff } from '../../core/text.ts'
import { type AskRequest, type Endpoint, type EndpointOptions, endpoint } from '../../llm/index.ts'
import type { UnderstandAsync } from '../speech.ts'
import { readAnswer, understood } from './heard.ts'
import { answerFormat, correctionMessages, listenerMessages } from './listener.ts'

const EXCERPT_LENGTH = 120

/**
 * A listener that is a model. Every act it hears has to quote the text: what does not is dropped, so that orders to a
 * model, and acts that nobody said, come to nothing. An answer that is not what was agreed is asked for once more.
 * Throws what the endpoint throws, and `infrastructure` (`garbage`) when the second answer is no better.
 */
export function llmUnderstanding(options: EndpointOptions | Endpoint): UnderstandAsync {
  const ask = formatted('ask' in options ? options : endpoint(options))
  return async (text, hearing) => {
    if (text.trim() === '') return { acts: [], amounts: [], dates: [] }
    const asked = listenerMessages(text, hearing)
    const content = await ask(asked)
    const first = readAnswer(content)
    if (first.ok) return understood(text, first.answer)
    const corrected = await ask(correctionMessages(asked, { content, problem: first.problem }))
    const second = readAnswer(corrected)
    if (second.ok) return understood(text, second.answer)
    throw new SupportGymError(
      'infrastructure',
      `The model that listens gave no list of acts, twice: ${second.problem} It answered ` +
        `"${cutOff(corrected, EXCERPT_LENGTH)}". Take a model that can answer with JSON.`,
      { reason: 'garbage' },
    )
  }
}

type AskForJson = (messages: AskRequest['messages']) => Promise<string>

/**
 * Asks for answers in the schema, or, of a server that refuses to see to that, for plain ones. The first answer settles
 * which; whoever asks meanwhile waits for it.
 */
function formatted({ ask }: Endpoint): AskForJson {
  let isPlain: boolean | null = null
  let settling: Promise<unknown> | null = null

  const plain: AskForJson = async messages => (await ask({ messages })).content ?? ''
  const inSchema: AskForJson = async messages =>
    (await ask({ messages, responseFormat: answerFormat })).content ?? ''

  const settle: AskForJson = async messages => {
    try {
      const content = await inSchema(messages)
      isPlain = false
      return content
    } catch (error) {
      if (!(error instanceof SupportGymError) || error.reason !== 'refused') throw error
      const content = await plain(messages)
      isPlain = true
      return content
    } finally {
      settling = null
    }
  }

  return async messages => {
    while (settling !== null) await settling.catch(() => null)
    if (isPlain !== null) return isPlain ? plain(messages) : inSchema(messages)
    const first = settle(messages)
    settling = first
    return first
  }
}
