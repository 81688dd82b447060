import type { Reading } from './reading.ts'
import type { Word } from './words.ts'

/** A part of a message that says one thing: its words without the marks, and how it is said. */
export interface Clause {
  readonly words: readonly Word[]
  /** The words, with a space before and after each, for patterns. */
  readonly line: string
  readonly isQuestion: boolean
  /** It wants an answer: a question, or "please tell me …". */
  readonly isRequest: boolean
  /** It depends on something that may or may not come. */
  readonly isConditional: boolean
  readonly isNegated: boolean
  readonly isFuture: boolean
  /** It only says on what the clause beside it depends, or why. */
  readonly isSubordinate: boolean
}

/** The clauses of one sentence. */
export type Sentence = readonly Clause[]

const joining = new Set(['and', 'but', 'so', 'yet', 'though', 'although', 'however', 'plus', 'then', 'or'])
const subordinating = new Set([
  'if',
  'once',
  'when',
  'unless',
  'should',
  'after',
  'as',
  'since',
  'because',
  'while',
  'although',
  'though',
  'until',
  'before',
  'whenever',
])
const skipped = new Set(
  'now then also please still just already unfortunately again therefore sadly meanwhile instead luckily yes no ok okay in the meantime'.split(
    ' ',
  ),
)
const subjects = new Set(
  'MONEY i we you it they he she that this these those there here what nothing everything'.split(' '),
)
const helping = new Set(
  'will would can could shall should may might must have has had am is are was were do does did'.split(' '),
)
/** Words that begin a clause without a subject: requests, greetings, thanks. */
const openers = new Set(
  'let how have please feel thank thanks sorry apologies hello hi bye goodbye take enjoy would could can may do did'.split(
    ' ',
  ),
)
const determiners = new Set('the a an your our my their its his her both each any all'.split(' '))

const CONDITION =
  / (?:if|unless|once you|once i|once we|once that|once the|as soon as|provided|providing|in case|assuming|should you|when you|whenever|after you|as long as|depending on) /
const POLITE_IF =
  / if (?:i|we) (?:am|are|understand|may|have understood)|(?:see|check|know|confirm|tell|wonder|find out|look|sure|ask|asked) if /
const OPENS_CONDITION =
  /^ (?:(?:and|so|but|or|then|also) )?(?:if|once|as soon as|unless|provided|providing|assuming|in case|should you|as long as|after you|when you|whenever you|whenever) /
/** "Just let me know", before "and I will …". */
const INVITES =
  /^ (?:(?:just|please|simply|only) )*(?:let (?:me|us) know|say (?:the word|so|yes|when)|tell (?:me|us)|give (?:me|us) (?:the|your|a)|reply|confirm|stay with|accept|agree) /
/** "…, if that suits you", "…, just tell me". */
const AFTERTHOUGHT =
  /^ (?:(?:so|and|but) )?(?:if (?:you|that|this|it) (?:\S+ ){0,5}$|just (?:let|tell|say) (?:\S+ ){0,4}$|(?:let me know|tell me|say so) (?:\S+ ){0,3}$|it is up to you |it is your (?:choice|call)|whichever |whatever you |would that |is that |interested |do you want that |want that |should you )/
const FUTURE = / (?:will|shall|going to|promise|make sure|see to it|ensure) /
const NEGATION = / (?:not|never|nor|neither|unable|without|cannot|nothing|no) /
const ASKS =
  /^ (?:(?:and|so|but|ok|okay|also|now|then|please|first|roughly|exactly|approximately|hey|sorry) )*(?:(?:could|can|would|will|may|might|do|did|does|have|has|are|is|was|were|shall|should|am) (?:you|i|we|it|there|they|this|that|the|your|any)|(?:what|which|when|where|who|whose|why|how) (?:is|was|were|are|do|does|did|can|could|would|will|much|many|have|has|exactly|date|day|email|e|amount|card|outcome|address|code|charge|kind|sort|else|should|may|may|long|about)) /
const REQUEST =
  / (?:please|kindly|let (?:me|us) know|tell (?:me|us)|remind me|give me|send me|share|i (?:will |would |do |just |also |still )*(?:need|like to know|love to know|want to know|have to ask|require)|we (?:will |would |just |also |still )*need|i am going to need|help if you|may i (?:ask|have|know)|i wonder|curious|would help|all i need|is enough|are enough|will do|for me) /

/** The sentences of a text, each cut where a new clause with a verb of its own begins. */
export function sentencesOf({ words }: Reading): readonly Sentence[] {
  const sentences: Sentence[] = []
  let from = 0
  for (let index = 0; index <= words.length; index++) {
    const mark = words[index]?.text
    if (mark !== undefined && mark !== '.' && mark !== '?') continue
    if (index > from) sentences.push(sentenceOf(words.slice(from, index), mark === '?'))
    from = index + 1
  }
  return sentences.filter(clauses => clauses.length > 0)
}

function sentenceOf(words: readonly Word[], isAsked: boolean): Sentence {
  const parts = cut(words).filter(part => part.some(({ text }) => text !== ','))
  const lines = parts.map(lineOf)
  let subject: Word | null = null
  return parts.map((part, index) => {
    const own = part.filter(({ text }) => text !== ',')
    const elided = subject !== null && helping.has(own[0]!.text) ? subject : null
    subject = own.slice(0, 3).find(({ text }) => text === 'i' || text === 'we') ?? elided
    const line = elided === null ? lines[index]! : ` ${elided.text}${lines[index]}`
    const isQuestion = elided === null && ((isAsked && index === parts.length - 1) || ASKS.test(line))
    return {
      words: own,
      line,
      isQuestion,
      isRequest: isQuestion || REQUEST.test(line),
      isConditional:
        (CONDITION.test(line) && !POLITE_IF.test(line)) ||
        OPENS_CONDITION.test(lines[index - 1] ?? '') ||
        INVITES.test(lines[index - 1] ?? '') ||
        AFTERTHOUGHT.test(lines[index + 1] ?? ''),
      isNegated: NEGATION.test(line),
      isFuture: FUTURE.test(line),
      isSubordinate:
        parts.length > 1 &&
        (OPENS_CONDITION.test(line) ||
          (AFTERTHOUGHT.test(line) && index > 0) ||
          (INVITES.test(line) && / (?:will|would|can|shall|could) /.test(lines[index + 1] ?? ''))),
    }
  })
}

function cut(words: readonly Word[]): readonly (readonly Word[])[] {
  const parts: (readonly Word[])[] = []
  let from = 0
  for (let index = 1; index < words.length; index++) {
    const begin = beginningAt(words, from, index)
    if (begin === null) continue
    parts.push(words.slice(from, index))
    from = begin
    index = begin
  }
  return [...parts, words.slice(from)]
}

/** Where the next clause begins, if this word ends the one that began at `from`. */
function beginningAt(words: readonly Word[], from: number, index: number): number | null {
  const { text } = words[index]!
  if (text === ',') {
    const next = joining.has(words[index + 1]?.text ?? '') ? index + 2 : index + 1
    const isAfterCondition = subordinating.has(words[from]!.text) && hasVerb(words.slice(next, next + 6))
    return isAfterCondition || startsClause(words, next) ? next : null
  }
  if (!joining.has(text) || !hasVerb(words.slice(from, index))) return null
  if (text === 'so' && !isSubject(words[index + 1])) return null
  return startsClause(words, index + 1) ? index + 1 : null
}

function startsClause(words: readonly Word[], from: number): boolean {
  let at = from
  while (
    at < words.length &&
    ((skipped.has(words[at]!.text) && !determiners.has(words[at]!.text)) || words[at]!.text === ',')
  )
    at += 1
  const first = words[at]
  if (first === undefined) return false
  if (openers.has(first.text) || helping.has(first.text)) return true
  if (subordinating.has(first.text))
    return subjects.has(words[at + 1]?.text ?? '') || determiners.has(words[at + 1]?.text ?? '')
  if (subjects.has(first.text)) return hasVerb(words.slice(at + 1, at + 5))
  return determiners.has(first.text) && words.slice(at + 1, at + 11).some(({ text }) => helping.has(text))
}

function isSubject(word: Word | undefined): boolean {
  return word !== undefined && (subjects.has(word.text) || determiners.has(word.text))
}

function hasVerb(words: readonly Word[]): boolean {
  return words.some(({ tag }) => tag === 'VERB' || tag === 'AUX')
}

function lineOf(words: readonly Word[]): string {
  return ` ${words
    .filter(({ text }) => text !== ',')
    .map(({ text }) => text)
    .join(' ')} `
}
