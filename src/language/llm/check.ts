import { TEXT_MAX } from '../../world/actions.ts'
import type { CustomerAct } from '../../world/acts.ts'
import type { Wording } from '../speech.ts'
import { factsOf, inventedFacts, missingFacts } from './facts.ts'
import { folded, wordsOf } from './fold.ts'
import { lexicon } from './lexicon.ts'

/** Why a text is not what the customer means, with what each reason says. */
export const faultReasons = {
  empty: 'there are no words',
  markup: 'it is dressed up: quotes around it, markup, JSON, a heading, a placeholder',
  'too-short': 'it is far shorter than this customer writes now',
  'too-long': 'it is far longer than this customer writes now',
  repeated: 'it was said before, word for word',
  'fact-missing': 'something the customer tells is not in it as it is',
  'fact-invented': 'it has a figure, a day, a name or an address that the customer does not tell',
  'act-missing': 'something the customer does is not in it',
  'act-contradicted': 'the customer does something in it that is not meant',
  'request-invented': 'it asks for something that is not the matter',
  closed: 'it closes the conversation',
  tone: 'it sounds otherwise than the customer does now',
  capitals: 'it shouts where the customer does not, or the other way round',
  role: 'it speaks as the agent, or as a model',
} as const
export type FaultReason = keyof typeof faultReasons

/** What is wrong with a text, for statistics and in words. */
export interface Fault {
  readonly reason: FaultReason
  readonly detail: string
}

/** A text beside what it should mean. */
interface Reading {
  readonly text: string
  readonly folded: string
  readonly given: Wording
}

/**
 * What is wrong with a text as the wording of a message; empty when it may be said. It is cautious in what it demands of
 * free words, and strict with what can be told for sure: facts, figures, roles and the close. Of a text that is longer
 * than can be sent nothing else is looked at.
 */
export function faultsIn(text: string, given: Wording): readonly Fault[] {
  if (text.length > TEXT_MAX)
    return [fault('too-long', `It has ${text.length} characters; ${TEXT_MAX} can be sent.`)]
  if (wordsOf(text).length === 0) return [fault('empty', 'Write the message.')]
  const reading = { text, folded: folded(text), given }
  return checks.flatMap(check => check(reading))
}

const checks: readonly ((reading: Reading) => readonly Fault[])[] = [
  markup,
  length,
  repetition,
  facts,
  meantActs,
  otherActs,
  requests,
  close,
  tone,
  capitals,
  role,
]

function fault(reason: FaultReason, detail: string): Fault {
  return { reason, detail }
}

const MARKUP: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/^\s*["“'‘`«][\s\S]*["”'’`»]\s*$/u, 'quotes around it'],
  [/```|\*\*|__|^\s*#+\s|^\s*[-*•]\s/mu, 'markup'],
  [/^\s*[[{][\s\S]*[\]}]\s*$|"\w+"\s*:/u, 'JSON'],
  [/<\/?\w+[^>]*>/u, 'a tag'],
  [/\[[^\]]*\]|\{[^}]*\}/u, 'a placeholder'],
  [/^\s*(?:subject|re|betreff|message|reply|from|to)\s*:/imu, 'a heading'],
]

function markup({ text }: Reading): readonly Fault[] {
  const found = MARKUP.find(([pattern]) => pattern.test(text))
  return found === undefined ? [] : [fault('markup', `Leave out ${found[1]}: write the message alone.`)]
}

/** Shares of the words that are meant; what has to be said may take its room all the same. */
const LENGTH = { shareMin: 0.4, shareMax: 2, slackWords: 3, wordsPerPart: 8 } as const

function length({ text, given }: Reading): readonly Fault[] {
  const { words, acts } = given.message
  const count = wordsOf(text).length
  const told = factsOf(given)
  const parts = acts.length + told.length + (given.voice.channel === 'email' ? 1 : 0)
  const room = LENGTH.wordsPerPart * parts + told.reduce((sum, fact) => sum + wordsOf(fact.told).length, 0)
  const least = Math.floor(LENGTH.shareMin * words) - LENGTH.slackWords
  const most = Math.max(LENGTH.shareMax * words, room)
  const is = `It has ${count} words; about ${words} are meant.`
  if (count < least) return [fault('too-short', is)]
  return count > most ? [fault('too-long', is)] : []
}

function repetition({ text, given }: Reading): readonly Fault[] {
  const said = text.trim()
  if (!given.before.some(before => before.trim() === said)) return []
  return [fault('repeated', 'This customer said exactly that before: use other words.')]
}

function facts({ text, given }: Reading): readonly Fault[] {
  return [
    ...missingFacts(text, given).map(({ told, isVerbatim }) =>
      fault(
        'fact-missing',
        isVerbatim ? `It has to say "${told}", word for word.` : `It has to say that ${told}.`,
      ),
    ),
    ...inventedFacts(text, given).map(found =>
      fault('fact-invented', `Leave out "${found}": the customer does not tell that.`),
    ),
  ]
}

/** What an act is called when it is asked for, or forbidden. */
const actNames: Readonly<Record<CustomerAct, string>> = {
  complain: 'complain',
  demand: 'demand that it is put right',
  threaten: 'threaten',
  question: 'ask how it goes on',
  answer: 'answer what was asked',
  accept: 'accept what was said',
  doubt: 'doubt what was said',
  thank: 'say thanks',
  leave: 'give up and leave',
}

function meantActs(reading: Reading): readonly Fault[] {
  return reading.given.message.acts
    .filter(act => !isDone(act, reading))
    .map(act => fault('act-missing', `The customer has to ${actNames[act]}.`))
}

/** Whether a text does what is meant, as far as words tell. */
function isDone(act: CustomerAct, { text, folded: seen, given }: Reading): boolean {
  const { marks, matters } = lexicon()
  const { complaint, disclosed } = given.message
  const isOfMatter = matters[complaint].words.test(seen)
  const isFirst = given.before.length === 0
  switch (act) {
    case 'answer':
      return Object.keys(disclosed).length > 0 || marks.has.done.test(seen)
    case 'complain':
      return isOfMatter || (!isFirst && marks.has.complain.test(seen))
    case 'question':
      return text.includes('?') || marks.has.question.test(seen)
    default:
      return marks.has[act].test(seen)
  }
}

/** The last lines of an e-mail: they thank, and say good-bye, as a matter of form. */
const CLOSING = /\n\s*\n[^\n]*(?:regards|thanks|best|wishes|sincerely|cheers)[^\n]{0,30}(?:\n[^\n]*)?\s*$/iu

/** Acts that are heard at once where they are not meant, and those that make them understood. */
const contradicted = {
  threaten: ['threaten', 'leave'],
  accept: ['accept', 'thank'],
  doubt: ['doubt'],
  thank: ['thank'],
  leave: ['leave'],
} as const satisfies Partial<Record<CustomerAct, readonly CustomerAct[]>>

function otherActs({ text, given }: Reading): readonly Fault[] {
  const { marks, matters } = lexicon()
  const seen = folded(text.replace(CLOSING, ''))
  const { acts, complaint } = given.message
  return (Object.keys(contradicted) as readonly (keyof typeof contradicted)[]).flatMap(act => {
    if (contradicted[act].some(each => acts.includes(each))) return []
    if (act === 'threaten' && matters[complaint].allows.includes('threat')) return []
    if (act === 'leave' && acts.includes('thank')) return []
    const [found] = marks.hasNot[act].exec(seen) ?? []
    if (found === undefined) return []
    return [fault('act-contradicted', `Leave out "${found}": the customer does not ${actNames[act]}.`)]
  })
}

function requests({ folded: seen, given }: Reading): readonly Fault[] {
  const { marks, matters } = lexicon()
  const { complaint, disclosed } = given.message
  if (matters[complaint].allows.includes('money')) return []
  const [found] = marks.requests.exec(seen) ?? []
  if (found === undefined || String(disclosed.goal ?? '').includes(found)) return []
  return [fault('request-invented', `Leave out "${found}": the customer does not ask for that.`)]
}

function close({ folded: seen }: Reading): readonly Fault[] {
  const [found] = lexicon().marks.closes.exec(seen) ?? []
  if (found === undefined) return []
  return [fault('closed', `Leave out "${found}": the conversation goes on.`)]
}

/** Who is angry shows it in messages of so many words. */
const WORDS_TO_SHOW = 12

function tone({ text, folded: seen, given }: Reading): readonly Fault[] {
  const { annoyed, angry, effusive, upset } = lexicon().marks.tones
  const { tone: meant, acts, words } = given.message
  const tooHot = meant === 'angry' ? [] : meant === 'annoyed' ? [angry] : [annoyed, angry]
  const tooWarm = meant === 'angry' && !acts.includes('thank') ? [effusive] : []
  const found = [...tooHot, ...tooWarm].flatMap(pattern => pattern.exec(seen)?.[0] ?? [])
  if (found.length > 0)
    return [fault('tone', `Leave out "${found[0]}": the customer is ${toneWords[meant]}.`)]
  if (meant !== 'angry' || words < WORDS_TO_SHOW) return []
  const isShown = text.includes('!') || [angry, annoyed, upset].some(pattern => pattern.test(seen))
  return isShown ? [] : [fault('tone', 'The customer is angry, and it does not show.')]
}

/** How a tone is called where a model is told of it. */
export const toneWords = { neutral: 'calm', annoyed: 'annoyed', angry: 'angry' } as const

/** The share of capitals from which a text shouts. */
const SHOUTS_FROM = 0.6

function capitals({ text, given }: Reading): readonly Fault[] {
  const own = factsOf(given).reduce((left, { told }) => left.replaceAll(told, ''), text)
  const letters = own.match(/\p{L}/gu)?.length ?? 0
  const large = own.match(/\p{Lu}/gu)?.length ?? 0
  if (given.message.shouting) {
    const isLoud = /\p{Lu}{3}|!/u.test(own) || letters < 8
    return isLoud ? [] : [fault('capitals', 'The customer shouts: write words in capitals.')]
  }
  const isLoud = letters >= 8 && large / letters > SHOUTS_FROM
  return isLoud ? [fault('capitals', 'The customer does not shout: no words in capitals.')] : []
}

function role({ folded: seen }: Reading): readonly Fault[] {
  const [found] = lexicon().marks.roles.exec(seen) ?? []
  if (found === undefined) return []
  return [fault('role', `Leave out "${found}": the customer writes this, to the company.`)]
}
