import type { AskRequest } from '../../llm/index.ts'
import type { Typing } from '../../personas/index.ts'
import type { CustomerAct, CustomerMessage } from '../../world/acts.ts'
import type { Voice, Wording } from '../speech.ts'
import { type Fault, toneWords } from './check.ts'
import { factsOf } from './facts.ts'
import { lexicon } from './lexicon.ts'

type Messages = AskRequest['messages']

const SYSTEM = [
  'You put into words what a customer writes to the support of a company that sells subscriptions to software.',
  'What the message does and tells is settled; the words alone are yours.',
  '- Do all that the message does, and tell each fact. Facts in quotation marks are told word for word, without the marks.',
  '- Nothing else: no other fact, figure, date, name or reason; no other question, request, promise, threat, thanks or good-bye.',
  '- You are the customer, not the company, and never a model. The conversation is not yours to close.',
  '- Write as this person writes now, not as an assistant would: people are short, leave things out, and are seldom polite when upset.',
  '- Say it otherwise than in the messages before.',
  '- Answer with the message alone: no quotation marks around it, no heading, no markup, no remark.',
].join('\n')

/** What a model is asked for a message: its meaning, and how this customer speaks. The same wording, the same text. */
export function customerMessages(given: Wording): Messages {
  return [
    { role: 'system', content: SYSTEM },
    { role: 'user', content: brief(given) },
  ]
}

/** The same, once more, after a text with faults. */
export function repairMessages(
  asked: Messages,
  { text, faults }: { readonly text: string; readonly faults: readonly Fault[] },
): Messages {
  const said: Messages = text === '' ? [] : [{ role: 'assistant', content: text }]
  const why = faults.map(({ detail }) => `- ${detail}`)
  return [
    ...asked,
    ...said,
    { role: 'user', content: ['That cannot be sent:', ...why, 'Write the message anew.'].join('\n') },
  ]
}

function brief(given: Wording): string {
  const { message, voice, before } = given
  const facts = factsOf(given).map(
    ({ slot, told, isVerbatim }) => `- ${slotNames[slot]}: ${isVerbatim ? `"${told}"` : told}`,
  )
  return [
    'What the message does:',
    ...message.acts.map(act => `- ${does(act, message)}`),
    ...(facts.length === 0 ? ['It tells no facts.'] : ['Facts it tells:', ...facts]),
    `It sounds ${toneWords[message.tone]}${message.shouting ? ', with words in CAPITALS' : ''}.`,
    `It has about ${message.words} ${message.words === 1 ? 'word' : 'words'}.`,
    '',
    'Who writes it:',
    ...person(voice).map(line => `- ${line}`),
    '',
    ...(before.length === 0
      ? ['It is the first message of the conversation.']
      : ['What this customer wrote before:', ...before.map(text => `- ${JSON.stringify(text)}`)]),
  ].join('\n')
}

function does(act: CustomerAct, { complaint, disclosed }: CustomerMessage): string {
  const matter = lexicon().matters[complaint].is
  switch (act) {
    case 'complain':
      return `complains: ${matter}`
    case 'demand':
      return `demands that it is put right: ${matter}`
    case 'question':
      return `asks about it: ${matter}`
    case 'answer':
      return Object.keys(disclosed).length > 0
        ? 'answers what was asked, with the facts'
        : 'says that it is done: the new card is entered'
    default:
      return actLines[act]
  }
}

const actLines = {
  threaten: 'threatens with what fits the matter: to leave, the bank, the public',
  accept: 'accepts what was said',
  doubt: 'doubts what was said',
  thank: 'says thanks',
  leave: 'gives up and leaves',
} as const

const slotNames = {
  amount: 'the amount',
  date: 'when it happened, or since when',
  last4: 'the last four digits of the card',
  email: 'the e-mail address on the account',
  goal: 'what they want',
  seats: 'how many seats',
  code: 'the promotion code',
  symptom: 'what they see',
  onset: 'when it began',
} as const

/** A customer in words: nothing that could be quoted as a figure. */
function person({ politeness, verbosity, assertiveness, tech, fluency, typing, ...known }: Voice): string[] {
  const { channel, name, comesBack, contacts } = known
  return [
    ofLevel(politeness, ['blunt', 'neither rude nor polite', 'polite']),
    ofLevel(verbosity, ['says no more than is needed', 'says what is needed', 'tells more than is needed']),
    ofLevel(assertiveness, ['gives in easily', 'stands their ground', 'insists']),
    ofLevel(tech, ['does not know much about computers', 'uses computers every day', 'knows computers well']),
    ofLevel(fluency, [
      'makes mistakes in English, in short words',
      'writes simple English',
      'writes English well',
    ]),
    ...(channel === 'phone' ? [] : [typingLines[typing]]),
    channelLines[channel].replace('{name}', name),
    ...(comesBack
      ? ['has been here before with the same matter, which is not solved']
      : contacts > 0
        ? ['has been here before with other matters']
        : []),
  ]
}

const typingLines: Readonly<Record<Typing, string>> = {
  careful: 'types with care: whole sentences, capitals and marks where they belong',
  casual: 'types casually: small letters, few marks',
  hasty: 'types in haste: small letters, hardly any marks, short forms and slips',
}

const channelLines = {
  chat: 'writes in a chat',
  email: 'writes an e-mail; if it is signed, as {name}',
  phone: 'speaks on the phone; it is written down as it is said',
} as const

const LEVELS = { mid: 0.4, high: 0.65 } as const

function ofLevel(share: number, [low, mid, high]: readonly [string, string, string]): string {
  return share < LEVELS.mid ? low : share < LEVELS.high ? mid : high
}
