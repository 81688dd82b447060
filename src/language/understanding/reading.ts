import { cutOff } from '../../core/text.ts'
import { TEXT_MAX } from '../../world/actions.ts'
import { datesOf } from './calendar.ts'
import type { Libraries } from './libraries.ts'
import { centsOf, claimedCentsOf, type Piece, piecesOf } from './pieces.ts'
import { spellingOf } from './spelling.ts'
import { spansOf, type Time } from './times.ts'
import { spelledOut, type Word } from './words.ts'

/** A text as it is listened to: its words and marks, and the times it speaks of. */
export interface Reading {
  readonly words: readonly Word[]
  readonly times: readonly (Pick<Word, 'from' | 'to'> & { readonly minutes: number })[]
}

/** What stands for a word that is none, and what the tagger is given in its place. */
const standIns: Readonly<Record<string, string>> = {
  CODE: 'thing',
  MONEY: 'money',
  TIME: 'tomorrow',
  DATE: 'yesterday',
  NUMBER: '7',
  ADDRESS: 'it',
}
const UNKNOWN = 'thing'
const REMEMBERED_MAX = 20_000

const BRITISH = /^(\p{L}{4,})is(e|es|ed|ing|ation|ations)$/u

/** Reads a text at a virtual moment. */
export type Read = (text: string, nowMs: number) => Reading

/** A reader who knows the words of English and those of the vocabulary, to which misspelt words are set right. */
export function readerOf({ tag, chrono, isEnglish }: Libraries, vocabulary: ReadonlySet<string>): Read {
  const spelling = spellingOf(vocabulary)
  const remembered = new Map<string, string>()
  return (text, nowMs) => {
    const pieces = piecesOf(text)
    const times = timesOf(cutOff(text, TEXT_MAX), pieces)
    const found = wordsOf(pieces, times)
    const tags = tag(found.map(({ text: word }) => standIns[word] ?? shown(word)))
    return {
      words: found.map((word, index) => {
        const isName = Object.hasOwn(standIns, word.text)
        const { stem, tag: part } = tags[index]!
        return {
          text: word.text,
          stem: isName ? word.text : stem,
          tag: part,
          isKnown: isName || shown(word.text) !== UNKNOWN,
          from: word.from,
          to: word.to,
          amountCents: word.amountCents,
          claimedCents: word.claimedCents,
          minutes: word.minutes,
        }
      }),
      times: times.map(({ first, last, minutes }) => ({
        minutes,
        from: pieces[first]!.from,
        to: pieces[last]!.to,
      })),
    }

    function timesOf(within: string, of: readonly Piece[]): readonly Time[] {
      const spans = spansOf(of)
      const dates = datesOf({ text: within, pieces: of }, nowMs, chrono).filter(
        date => !spans.some(span => span.first <= date.last && span.last >= date.first),
      )
      return [...spans, ...dates].sort((one, other) => one.first - other.first)
    }
  }

  function wordsOf(
    pieces: readonly Piece[],
    times: readonly Time[],
  ): Omit<Word, 'stem' | 'tag' | 'isKnown'>[] {
    const words: Omit<Word, 'stem' | 'tag' | 'isKnown'>[] = []
    let next = 0
    for (let index = 0; index < pieces.length; index++) {
      const piece = pieces[index]!
      const time = times[next]
      if (time?.first === index) {
        const text = time.minutes < 0 ? 'DATE' : 'TIME'
        words.push({
          text,
          from: piece.from,
          to: pieces[time.last]!.to,
          amountCents: null,
          claimedCents: null,
          minutes: time.minutes,
        })
        index = time.last
        next += 1
        continue
      }
      for (const text of textsOf(piece)) {
        const amountCents = piece.kind === 'money' ? centsOf(piece.text) : null
        const claimedCents = piece.kind === 'money' ? claimedCentsOf(piece.text) : null
        words.push({ text, from: piece.from, to: piece.to, amountCents, claimedCents, minutes: null })
      }
    }
    return words
  }

  function textsOf(piece: Piece): readonly string[] {
    switch (piece.kind) {
      case 'word':
        return spelledOut(piece).map(known)
      case 'question':
        return ['?']
      case 'stop':
        return ['.']
      case 'pause':
        return [',']
      default:
        return [piece.kind.toUpperCase()]
    }
  }

  function known(word: string): string {
    if (vocabulary.has(word)) return word
    const before = remembered.get(word)
    if (before !== undefined) return before
    const found = spelt(word)
    if (remembered.size < REMEMBERED_MAX) remembered.set(word, found)
    return found
  }

  function spelt(word: string): string {
    const american = word.replace(BRITISH, '$1iz$2')
    if (american !== word && isWord(american)) return american
    return isEnglish(word) ? word : (spelling(word) ?? word)
  }

  function isWord(word: string): boolean {
    return vocabulary.has(word) || isEnglish(word)
  }

  function shown(word: string): string {
    return isWord(word) || word === '.' || word === ',' || word === '?' ? word : UNKNOWN
  }
}
