import { cutOff } from '../../core/text.ts'
import { invalid } from './refusal.ts'

/** A form as a tree: `items[0][price]=x` is at items → 0 → price. No prototype, so that no key is special. */
export interface FormTree {
  [key: string]: FormValue
}
export type FormValue = string | FormTree

const PAIRS_MAX = 1000
const DEPTH_MAX = 8
const KEY = /^([^[\]]+)((?:\[[^[\]]*\])*)$/
/** How JSON and multipart bodies begin, and no name of a parameter does. */
const OTHER_FORMAT = /^\s*(?:[{["]|--)/

/** A tree with nothing in it. */
export function emptyForm(): FormTree {
  return Object.create(null) as FormTree
}

/**
 * Adds what a form body or a query string says to a tree; `a[]=` appends. Throws a refusal when the text is no form:
 * JSON or multipart, broken percent-encoding or UTF-8, brackets that do not match or go too deep, a name given twice.
 */
export function readForm(text: string, into: FormTree): FormTree {
  if (text === '') return into
  if (OTHER_FORMAT.test(text)) {
    const expected = 'check that your POST content type is application/x-www-form-urlencoded'
    throw invalid(null, `Invalid request (${expected}): expected charge=ch_…&amount=900, got ${shown(text)}`)
  }
  const pairs = text.split('&')
  if (pairs.length > PAIRS_MAX) {
    throw invalid(null, `A request can have at most ${PAIRS_MAX} parameters, this one has ${pairs.length}.`)
  }
  for (const pair of pairs) {
    if (pair === '') continue
    const at = pair.indexOf('=')
    const name = decode(at < 0 ? pair : pair.slice(0, at))
    put(into, name, at < 0 ? '' : decode(pair.slice(at + 1)))
  }
  return into
}

/** The text behind percent-encoding, `+` being a space. */
function decode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!spaced.includes('%')) return spaced
  try {
    return decodeURIComponent(spaced)
  } catch {
    throw invalid(null, `Invalid percent-encoding: ${shown(text)}; expected UTF-8 in %XX.`)
  }
}

function put(tree: FormTree, name: string, value: string): void {
  const keys = keysOf(name)
  let at = tree
  for (const [depth, written] of keys.entries()) {
    const key = written === '' ? String(Object.keys(at).length) : written
    const found = at[key]
    if (depth === keys.length - 1) {
      if (found !== undefined) throw invalid(name, `The parameter ${shown(name)} is given twice.`)
      at[key] = value
    } else if (typeof found === 'string') {
      throw invalid(name, `The parameter ${shown(name)} is given both as a value and as a hash.`)
    } else {
      at = at[key] = found ?? emptyForm()
    }
  }
}

function keysOf(name: string): readonly string[] {
  if (!name.includes('[') && !name.includes(']') && name !== '') return [name]
  const match = KEY.exec(name)
  if (match === null) throw invalid(null, `Invalid parameter name: ${shown(name)}; expected a[b][0].`)
  const keys = [match[1]!, ...[...match[2]!.matchAll(/\[([^[\]]*)\]/g)].map(([, key]) => key!)]
  if (keys.length > DEPTH_MAX) {
    throw invalid(null, `The parameter ${shown(name)} is nested more than ${DEPTH_MAX} deep.`)
  }
  // The one key that an object cannot be given by assignment: it would be lost without a word.
  if (keys.includes('__proto__')) throw invalid(null, `Invalid parameter name: ${shown(name)}.`)
  return keys
}

/** As much of a text as a message can carry. */
export function shown(text: string): string {
  return text.length <= 80 ? text : `${cutOff(text, 80)}…`
}
