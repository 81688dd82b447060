import type { Chrono } from 'chrono-node'
import type { ItsFunction } from 'wink-nlp'

/** A word's stem and part of speech (Universal Dependencies). */
export interface Tagged {
  readonly stem: string
  readonly tag: string
}

/** What is taken from libraries, in the form it is used here. */
export interface Libraries {
  /** Stem and part of speech of every word, in their order. */
  readonly tag: (words: readonly string[]) => readonly Tagged[]
  /** Whether this is a word of English. */
  readonly isEnglish: (word: string) => boolean
  readonly chrono: Chrono
}

/** Loads the libraries: a tenth of a second and some megabytes, so only where somebody listens. */
export async function loadLibraries(): Promise<Libraries> {
  const [{ default: winkNLP }, { default: model }, { en }] = await Promise.all([
    import('wink-nlp'),
    import('wink-eng-lite-web-model'),
    import('chrono-node'),
  ])
  const { readDoc, its } = winkNLP(model, ['pos'])
  const stems = new Map<string, string>()
  const probe = readDoc('')
  /** Where one word makes two tokens, the words beside it are tagged without it. */
  const tag = (words: readonly string[]): readonly Tagged[] => {
    const tokens = readDoc(words.join(' ')).tokens()
    const tags = tokens.out(its.pos)
    if (tags.length !== words.length) {
      if (words.length < 2) return words.map(word => ({ stem: word, tag: 'X' }))
      const half = words.length >> 1
      return [...tag(words.slice(0, half)), ...tag(words.slice(half))]
    }
    if (words.some(word => !stems.has(word))) {
      const found = tokens.out(its.stem as ItsFunction<string>)
      for (const [index, word] of words.entries()) stems.set(word, found[index]!)
    }
    return words.map((word, index) => ({ stem: stems.get(word)!, tag: tags[index]! }))
  }
  return {
    isEnglish: word => !probe.isOOV(word),
    tag,
    chrono: en.casual,
  }
}
