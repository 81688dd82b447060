import type { Synonyms } from './features.ts'
import { readSynonyms } from './files.ts'
import type { Libraries } from './libraries.ts'

/** The synonyms that ship, by the stems of their words. */
export function synonymsOf({ tag }: Libraries): Synonyms {
  const names = new Map<string, string[]>()
  for (const [name, words] of Object.entries(readSynonyms())) {
    for (const stem of new Set(words.map(word => tag([word])[0]!.stem))) {
      const known = names.get(stem)
      if (known === undefined) names.set(stem, [name])
      else known.push(name)
    }
  }
  return names
}
