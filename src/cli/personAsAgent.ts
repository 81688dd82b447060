import pc from 'picocolors'
import { argumentsOf, type Observation, openingWords, readCall, resultWords } from '../env/index.ts'
import type { AsyncPolicy } from '../policies/index.ts'
import type { Action, ActionType } from '../world/actions.ts'
import type { Terminal } from './terminal.ts'

const HELP = [
  'What you type, the customer reads. Lines that begin with a stroke are for your tools:',
  '  /verify_identity                        call a tool',
  '  /issue_refund chargeId=ch_… amountCents=4900 reason=duplicate',
  '  /wait {"minutes": 5}                    the same as JSON',
  '  /tools                                  which tools there are, and what they take',
  '  /rules                                  the rules that bind you',
  '  /quit                                   leave; nothing is kept',
].join('\n')

/** A person as the agent: what they type is said, what begins with a stroke is done. */
export function personPolicy({ ask, print }: Terminal): AsyncPolicy {
  let last: { readonly type: ActionType; readonly factsBefore: number } | null = null

  async function choose(observation: Observation): Promise<Action> {
    for (;;) {
      const words = await ask(pc.bold('you> '))
      if (words === '') continue
      if (!words.startsWith('/')) return { type: 'reply', acts: [], text: words }
      const read = readCommand(words.slice(1), observation)
      if (typeof read !== 'string') return read
      print(read)
    }
  }

  return {
    speaks: true,
    async act(observation) {
      if (observation.available.includes('wait_for_next_signal')) {
        return { action: { type: 'wait_for_next_signal' }, propensity: 1 }
      }
      print(last === null ? `${openingWords(observation)}\n\n${HELP}` : resultWords(observation, last))
      const action = await choose(observation)
      last = { type: action.type, factsBefore: observation.transcript.length }
      return { action, propensity: 1 }
    },
  }
}

/** The action that a line after a stroke asks for; or what to print instead. */
function readCommand(line: string, { policyText }: Observation): Action | string {
  const [name = '', ...rest] = line.split(/\s+/)
  if (name === 'help') return HELP
  if (name === 'rules') return policyText
  if (name === 'tools') return [...argumentsOf].map(toolWords).join('\n')
  const text = line.slice(name.length).trim()
  const read = readCall(name, text.startsWith('{') ? text : JSON.stringify(pairsIn(name, rest)))
  return read.ok ? read.action : pc.red(read.why)
}

/** `name=value` pairs as an object; what is optional and left out is null. */
function pairsIn(tool: string, pairs: readonly string[]): Record<string, unknown> {
  const given = pairs.map(pair => {
    const [name, value] = splitAt(pair, '=')
    return [name, valueIn(value)]
  })
  const missing = optionalOf(tool).map(name => [name, null])
  return Object.fromEntries([...missing, ...given]) as Record<string, unknown>
}

function splitAt(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark)
  return at < 0 ? [text, 'true'] : [text.slice(0, at), text.slice(at + 1)]
}

function valueIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

/** Fields of a tool that may be left out. */
function optionalOf(tool: string): readonly string[] {
  return fieldsOf(tool).filter(name => shapeOf(tool)[name]?.safeParse(null).success === true)
}

function fieldsOf(tool: string): readonly string[] {
  return Object.keys(shapeOf(tool))
}

function shapeOf(
  tool: string,
): Readonly<Record<string, { safeParse(value: unknown): { success: boolean } }>> {
  const schema = argumentsOf.get(tool)
  return schema !== undefined && 'shape' in schema ? (schema.shape as ReturnType<typeof shapeOf>) : {}
}

function toolWords([name]: readonly [string, unknown]): string {
  const optional = optionalOf(name)
  const fields = fieldsOf(name).map(field => (optional.includes(field) ? `[${field}=…]` : `${field}=…`))
  return `  /${[name, ...fields].join(' ')}`
}
