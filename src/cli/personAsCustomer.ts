import pc from 'picocolors'
import { formatMoney } from '../core/money.ts'
import type { Word, WordAsync } from '../language/speech.ts'
import type { AsyncPolicy } from '../policies/index.ts'
import type { AgentAct, CustomerAct, CustomerMessage } from '../world/acts.ts'
import type { Terminal } from './terminal.ts'

/** What the person is told of a message they are to put into words. */
function meaningOf({ acts, complaint, disclosed, tone, shouting, words }: CustomerMessage): string {
  const facts = Object.entries(disclosed).map(([slot, value]) => `${slot}: ${valueWords(slot, value)}`)
  return [
    `You ${acts.map(act => doing[act]).join(', and ')}${acts.includes('complain') ? ` (${complaint})` : ''}.`,
    ...(facts.length === 0 ? [] : [`Tell exactly: ${facts.join('; ')}.`]),
    `You sound ${tone}${shouting ? ', in capitals' : ''}, in about ${words} words.`,
  ].join(' ')
}

const doing: Readonly<Record<CustomerAct, string>> = {
  complain: 'complain',
  demand: 'demand that it is put right',
  threaten: 'threaten',
  question: 'ask what is going on',
  answer: 'answer what you were asked',
  accept: 'accept what you were told',
  doubt: 'do not believe it',
  thank: 'say thanks',
  leave: 'have had enough, and leave',
}

function valueWords(slot: string, value: string | number): string {
  return slot === 'amount' && typeof value === 'number' ? formatMoney(value, 'usd') : String(value)
}

/**
 * A person as the customer's voice: what the customer feels and decides is the state's, how it is said is theirs. An
 * empty line takes the words in brackets.
 */
export function personWords({ ask, print }: Terminal, suggest: Word): WordAsync {
  return async given => {
    const suggestion = suggest(given)
    print(`\n${pc.dim(meaningOf(given.message))}\n${pc.dim(`[${suggestion}]`)}`)
    const words = await ask(pc.bold('you> '))
    return words === '' ? suggestion : words
  }
}

/** Prints what an agent says and does, as the customer notices it. */
export function overheard(agent: AsyncPolicy, { print }: Terminal, phrase: Phrase): AsyncPolicy {
  return {
    speaks: true,
    ...(agent.usage === undefined ? {} : { usage: () => agent.usage!() }),
    async act(observation, info) {
      const choice = await agent.act(observation, info)
      const { action } = choice
      if (typeof action !== 'number' && action.type === 'reply') {
        print(`\n${pc.bold('agent>')} ${action.text ?? phrase(action.acts)}`)
      } else if (typeof action !== 'number' && action.type !== 'wait_for_next_signal') {
        print(pc.dim(`       (${action.type.replaceAll('_', ' ')})`))
      }
      return choice
    },
  }
}

/** Says acts in canonical words. */
type Phrase = (acts: readonly AgentAct[]) => string
