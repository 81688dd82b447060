import type { Understand } from '../speech.ts'
import { agreedOf } from './canonical.ts'
import { readLearnt, readRuleBook } from './files.ts'
import { type Libraries, loadLibraries } from './libraries.ts'
import { understanderOf } from './listen.ts'
import type { Learnt } from './model.ts'
import { readerOf } from './reading.ts'
import { rulerOf } from './rules.ts'
import { synonymsOf } from './synonyms.ts'

let loading: Promise<Understand> | null = null

/** The understanding that ships, loaded once: what it makes of a text depends on the text and the hearing alone. */
export function loadUnderstanding(): Promise<Understand> {
  loading ??= loadLibraries().then(libraries => understandingOf(libraries, readLearnt()))
  return loading
}

/** An understanding with what was learnt. */
export function understandingOf(libraries: Libraries, learnt: Learnt): Understand {
  const read = readerOf(libraries, new Set(learnt.vocabulary))
  return understanderOf({
    read,
    rule: rulerOf(readRuleBook()),
    agreed: agreedOf(read),
    synonyms: synonymsOf(libraries),
    learnt,
  })
}
