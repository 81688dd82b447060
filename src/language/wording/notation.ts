import { type Slot, slots } from '../../world/acts.ts'

/** What a phrase is made of, as written. */
export type Written =
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'fact'; readonly fact: FactName }
  | { readonly kind: 'symbol'; readonly name: string }
  | { readonly kind: 'optional'; readonly parts: readonly Written[] }
  | { readonly kind: 'either'; readonly ways: readonly (readonly Written[])[] }

/** A slot's value, or the customer's name. */
export const factNames = [...slots, 'name', 'first'] as const
export type FactName = Slot | 'name' | 'first'

const TOKEN =
  /\s*([[\]()|]|<[^<>\s]*>|\{[^{}\s]*\}|[^\s[\]()|<>{},.?!;:]+(?:[.:][^\s[\]()|<>{},.?!;:]+)*|[,.?!;:]+|\S)/gy

/**
 * Reads a phrase: words, `<symbol>`, `{fact}`, `[what may be left out]`, `(one|or another)`. Throws an `Error` that says
 * what is wrong with it.
 */
export function readPhrase(text: string): readonly Written[] {
  const tokens = [...text.trimEnd().matchAll(TOKEN)].map(match => match[1]!)
  let at = 0

  function sequence(closing: string | null): Written[] {
    const parts: Written[] = []
    for (; at < tokens.length; at++) {
      const token = tokens[at]!
      if (token === closing || (token === '|' && closing === ')')) return parts
      parts.push(part(token))
    }
    if (closing !== null) throw new Error(`expected "${closing}" before the end`)
    return parts
  }

  function part(token: string): Written {
    if (token === '[') {
      at++
      const parts = sequence(']')
      if (parts.length === 0) throw new Error('expected something between [ and ]')
      return { kind: 'optional', parts }
    }
    if (token === '(') return either()
    if (token.length > 2 && token.startsWith('<')) return { kind: 'symbol', name: token.slice(1, -1) }
    if (token.length > 2 && token.startsWith('{')) return { kind: 'fact', fact: factOf(token.slice(1, -1)) }
    if (/^[[\]()|<>{}]/.test(token)) throw new Error(`"${token}" stands where it means nothing`)
    return { kind: 'word', text: token }
  }

  function either(): Written {
    const ways: Written[][] = []
    do {
      at++
      const parts = sequence(')')
      if (parts.length === 0)
        throw new Error('expected something on each side of |; what may be missing is in [ ]')
      ways.push(parts)
    } while (tokens[at] === '|')
    if (ways.length < 2) throw new Error('expected two ways or more between ( and )')
    return { kind: 'either', ways }
  }

  return sequence(null)
}

function factOf(name: string): FactName {
  const found = factNames.find(fact => fact === name)
  if (found === undefined) throw new Error(`unknown fact {${name}}; known: ${factNames.join(', ')}`)
  return found
}

/** Whether a word is a mark that is set close to the word before it. */
export function isMark(word: string): boolean {
  return /^[,.?!;:]+$/.test(word)
}
