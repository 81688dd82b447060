import { type Draft, draw, type Sentence } from './draft.ts'
import type { WritingHabits } from './habits.ts'
import { isMark } from './notation.ts'
import { mistyped } from './typing.ts'

/** A draft as the customer writes it down: sentences in their places, with the writer's capitals, marks and slips. */
export function render(draft: Draft): string {
  const { sentences, framed, given, habits } = draft
  const ordered = inOrder(sentences)
  const loudest = habits.shouts === 'some' ? anySentence(draft, ordered) : -1
  let text = ''
  for (const [index, sentence] of ordered.entries()) {
    const isLast = index === ordered.length - 1
    const isRunOn = text.endsWith(',')
    const own = sentenceText(draft, sentence, {
      habits: index === loudest ? { ...habits, shouts: 'all' } : habits,
      isRunOn,
    })
    text += `${text === '' ? '' : ' '}${own}${isLast ? lastMark(draft, own, habits) : joint(draft, own, habits)}`
  }
  if (habits.shouts !== 'no') text = text.replace(/\.?$/, draw(draft) < 0.5 ? '!!!' : '!')
  const head = framed.head === '' ? '' : `${framed.head},\n\n`
  const name = given.voice.name === '' ? '' : `\n${framed.name}`
  const foot = framed.foot === '' ? '' : `\n\n${framed.foot},${name}`
  return head + text + foot
}

/** One of the sentences, the greeting only where there is no other. */
function anySentence(draft: Draft, ordered: readonly Sentence[]): number {
  const from = ordered.length > 1 && ordered[0]!.at === 0 ? 1 : 0
  return from + Math.floor(draw(draft) * (ordered.length - from))
}

function inOrder(sentences: readonly Sentence[]): readonly Sentence[] {
  const ordered = sentences.slice()
  return ordered.sort((one, other) => one.at - other.at)
}

function sentenceText(
  draft: Draft,
  { from, to, lead }: Sentence,
  { habits, isRunOn }: { readonly habits: WritingHabits; readonly isRunOn: boolean },
): string {
  let text = ''
  for (const word of lead) text += joined(text, written(draft, word, habits))
  for (let i = from; i < to; i++) {
    const token = draft.tokens[i]!
    text += joined(text, draft.isFact[i] === 1 ? token : written(draft, token, habits))
  }
  const startsWithFact = lead.length === 0 && draft.isFact[from] === 1
  return startsWithFact || habits.isSmall || isRunOn ? text : text.charAt(0).toUpperCase() + text.slice(1)
}

function joined(text: string, token: string): string {
  return text === '' || isMark(token) ? token : ` ${token}`
}

/** A word as this customer types it. */
function written(draft: Draft, word: string, habits: WritingHabits): string {
  let typed = word
  if (habits.cutsShort > 0) {
    const short = draft.short.get(word)
    if (short !== undefined && draw(draft) < habits.cutsShort) typed = short
  }
  if (habits.writesSmallI && (typed === 'I' || typed.startsWith("I'"))) typed = `i${typed.slice(1)}`
  if (habits.dropsApostrophes && typed.includes("'")) typed = typed.replaceAll("'", '')
  if (habits.typos > 0 && typed.length > 3 && draw(draft) < habits.typos) {
    typed = mistyped(typed, draw(draft), draw(draft))
  }
  if (habits.shouts === 'all') return typed.toUpperCase()
  if (habits.shouts === 'some' && typed.length > 3 && draw(draft) < 0.12) return typed.toUpperCase()
  return typed
}

/** What stands between a sentence and the next. */
function joint(draft: Draft, text: string, habits: WritingHabits): string {
  if (endsInMark(text)) return ''
  if (habits.shouts !== 'no') return draw(draft) < 0.5 ? '!' : '.'
  if (habits.runsOn === 0 || draw(draft) >= habits.runsOn) return '.'
  return habits.isSmall && draw(draft) < 0.3 ? '' : ','
}

function lastMark(draft: Draft, text: string, habits: WritingHabits): string {
  if (endsInMark(text)) return ''
  return habits.dropsLastMark > 0 && draw(draft) < habits.dropsLastMark ? '' : '.'
}

function endsInMark(text: string): boolean {
  const last = text.charCodeAt(text.length - 1)
  return last === 46 || last === 63 || last === 33
}
