import { noiseKey } from '../../core/random.ts'
import type { Word, Wording } from '../speech.ts'
import { compose } from './compose.ts'
import { begin, clear, newDraft } from './draft.ts'
import type { Grammar } from './grammar.ts'
import { habitsOf } from './habits.ts'
import { namedIn } from './named.ts'
import { render } from './render.ts'
import { say } from './say.ts'

export interface Speaker {
  readonly word: Word
  /** File and path of each phrase that was in no message so far. */
  neverSaid(): readonly string[]
}

/** Tries at a text that was not said before; after some, each is a word longer than the last. */
const TRIES = 8
const SAME_LENGTH_TRIES = 4

/** Speaks by a grammar. Texts are a pure function of what is given; room to work in is kept between messages. */
export function createSpeaker(grammar: Grammar): Speaker {
  const draft = newDraft(grammar)
  const named = namedIn(grammar)

  function word(given: Wording): string {
    const { before } = given
    begin(draft, given, {
      key: noiseKey(before.length, 0),
      habits: habitsOf(given.voice, given.message),
    })
    let text = ''
    for (let attempt = 0; attempt < TRIES; attempt++) {
      clear(draft)
      compose(draft, named, Math.max(0, attempt - SAME_LENGTH_TRIES))
      text = render(draft)
      if (!before.includes(text)) return text
    }
    while (before.includes(text)) {
      clear(draft)
      say(draft, named.by.again, { words: 1, at: 0 })
      text = `${render(draft)} ${text}`
    }
    return text
  }

  const neverSaid = (): readonly string[] =>
    grammar.alternatives
      .filter(({ id }) => draft.lastIn[id] === 0)
      .map(({ at, written }) => `${at}: ${written}`)

  return { word, neverSaid }
}
