import { cutBack, type Draft, draw, plain } from './draft.ts'
import { expand } from './expand.ts'
import type { Rule } from './grammar.ts'

/** Tries at a sentence that was not said before. */
const TRIES = 4

/**
 * Says a sentence in about so many words, if possible one that was not said before; how many it took: 0 where `onlyNew`
 * was asked for and none came.
 */
export function say(
  draft: Draft,
  rule: Rule,
  { words, at, onlyNew = false }: { readonly words: number; readonly at: number; readonly onlyNew?: boolean },
): number {
  const from = draft.tokens.length
  for (let attempt = 1; ; attempt++) {
    const used = expand(draft, rule, words)
    const text = plain(draft.tokens, from).toLowerCase()
    const isNew = !draft.said.includes(text) && !draft.texts.includes(text)
    if (isNew || (attempt >= TRIES && !onlyNew)) {
      draft.texts.push(text)
      draft.sentences.push({ from, to: draft.tokens.length, at, lead: [] })
      return used
    }
    cutBack(draft, from)
    if (attempt >= TRIES) return 0
  }
}

/** Puts a word or two before one of the sentences whose place is `from` … `to`. */
export function lead(
  draft: Draft,
  rule: Rule,
  { words, from, to }: { readonly words: number; readonly from: number; readonly to: number },
): void {
  const fitting = draft.sentences.filter(({ at }) => at >= from && at <= to)
  const sentence = fitting[Math.floor(draw(draft) * fitting.length)]!
  sentence.lead = apart(draft, rule, words).tokens
}

/** Sets a part of an e-mail's frame; how many words it took. */
export function frame(draft: Draft, rule: Rule, part: 'head' | 'foot' | 'name'): number {
  const { tokens, used } = apart(draft, rule, 2)
  draft.framed[part] = plain(tokens)
  return used
}

/** The words of a rule by themselves, taken out of the draft again. */
function apart(
  draft: Draft,
  rule: Rule,
  words: number,
): { readonly tokens: readonly string[]; readonly used: number } {
  const from = draft.tokens.length
  const used = expand(draft, rule, words)
  const tokens = draft.tokens.slice(from)
  cutBack(draft, from)
  return { tokens, used }
}
