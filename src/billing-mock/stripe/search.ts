import type { Kind } from './ids.ts'
import { isObject, type Json } from './json.ts'
import { resources } from './objects/index.ts'
import type { SearchField } from './objects/resource.ts'
import { invalid, type Refusal } from './refusal.ts'
import type { StripeObject } from './view.ts'

/**
 * The query language of searches: `status:'active' AND metadata['order']:'7' AND -email~'test'`; clauses joined by
 * AND or by OR, never both. `:` is equal (text without regard to case), `~` a part of a text, `>` `>=` `<` `<=` for
 * numbers; `null` is what is not there.
 */
type Test = (object: StripeObject) => boolean

type Comparator = ':' | '~' | '>' | '>=' | '<' | '<='

interface Clause {
  readonly isNegated: boolean
  readonly field: string
  readonly metadataKey: string | undefined
  readonly comparator: Comparator
  readonly value: string
  readonly isQuoted: boolean
}

const CLAUSE =
  /\s*(?<not>-)?(?<field>[a-z_0-9.]+)(?:\[(?:"(?<key1>[^"]*)"|'(?<key2>[^']*)')\])?\s*(?<is>:|~|>=|<=|>|<)\s*(?:"(?<text1>(?:[^"\\]|\\.)*)"|'(?<text2>(?:[^'\\]|\\.)*)'|(?<bare>[^\s'"]+))\s*/y
const JOIN = /(AND|OR)\s/iy

const CLAUSES_MAX = 10

/** Whether an object fits a query. Throws a refusal that says what is wrong with the query. */
export function compileQuery(kind: Kind, query: string): Test {
  const { clauses, join } = parseQuery(query)
  const tests = clauses.map(clause => testOf(kind, clause))
  return join === 'OR'
    ? object => tests.some(test => test(object))
    : object => tests.every(test => test(object))
}

function parseQuery(query: string): { readonly clauses: readonly Clause[]; readonly join: string } {
  const clauses: Clause[] = []
  let join = ''
  for (let at = 0; at < query.length || clauses.length === 0; ) {
    CLAUSE.lastIndex = at
    const match = CLAUSE.exec(query)
    if (match === null) throw wrong(`expected a clause such as status:'active' at character ${at + 1}`)
    clauses.push(clauseOf(match.groups!))
    if (clauses.length > CLAUSES_MAX) throw wrong(`it has more than ${CLAUSES_MAX} clauses`)
    at = CLAUSE.lastIndex
    if (at === query.length) break
    JOIN.lastIndex = at
    const joined = JOIN.exec(query)?.[1]?.toUpperCase()
    if (joined === undefined) throw wrong(`expected AND or OR at character ${at + 1}`)
    if (join !== '' && joined !== join) throw wrong('AND and OR cannot be mixed')
    join = joined
    at = JOIN.lastIndex
  }
  return { clauses, join }
}

function clauseOf(groups: Readonly<Record<string, string | undefined>>): Clause {
  const quoted = groups.text1 ?? groups.text2
  return {
    isNegated: groups.not !== undefined,
    field: groups.field!,
    metadataKey: groups.key1 ?? groups.key2,
    comparator: groups.is as Comparator,
    value: quoted === undefined ? groups.bare! : quoted.replace(/\\(.)/g, '$1'),
    isQuoted: quoted !== undefined,
  }
}

function testOf(kind: Kind, clause: Clause): Test {
  const { field, metadataKey, isNegated } = clause
  const { type, at = field } = fieldOf(kind, field)
  if ((field === 'metadata') !== (metadataKey !== undefined)) {
    throw wrong(`metadata, and nothing else, is searched by key: metadata['order']:'7'`)
  }
  const path = metadataKey === undefined ? at.split('.') : ['metadata', metadataKey]
  const fits = comparison(type, clause)
  return object => fits(valueAt(object, path)) !== isNegated
}

const metadata: SearchField = { type: 'text' }

function fieldOf(kind: Kind, field: string): SearchField {
  if (field === 'metadata') return metadata
  const { search = {} } = resources[kind]
  if (Object.hasOwn(search, field)) return search[field]!
  throw wrong(`${field} cannot be searched by; there are ${[...Object.keys(search), 'metadata'].join(', ')}`)
}

function comparison(type: SearchField['type'], clause: Clause): (value: Json | undefined) => boolean {
  const { comparator, value, field, isQuoted } = clause
  if (value === 'null' && !isQuoted) {
    if (comparator !== ':') throw wrong(`null is compared by ":", not by "${comparator}"`)
    return found => found === null || found === undefined
  }
  if (type === 'number') return numeric(clause)
  const wanted = value.toLowerCase()
  if (comparator === ':') return found => textOf(found) === wanted
  if (comparator !== '~' || type !== 'text') throw wrong(`${field} cannot be compared by "${comparator}"`)
  if (wanted.length < 3) throw wrong('a part of a text has at least 3 characters')
  return found => textOf(found)?.includes(wanted) === true
}

function numeric({ comparator, value, field }: Clause): (value: Json | undefined) => boolean {
  const wanted = /^-?\d{1,15}$/.test(value) ? Number(value) : null
  if (wanted === null) throw wrong(`${field} is compared with a whole number, got "${value}"`)
  const compare: Readonly<Record<Comparator, ((found: number) => boolean) | null>> = {
    ':': found => found === wanted,
    '>': found => found > wanted,
    '>=': found => found >= wanted,
    '<': found => found < wanted,
    '<=': found => found <= wanted,
    '~': null,
  }
  const fits = compare[comparator]
  if (fits === null) throw wrong(`${field} is a number and has no parts`)
  return found => typeof found === 'number' && fits(found)
}

function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' || typeof value === 'boolean' ? String(value).toLowerCase() : null
}

function valueAt(object: StripeObject, path: readonly string[]): Json | undefined {
  let at: Json | undefined = object
  for (const key of path) at = isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined
  return at
}

function wrong(what: string): Refusal {
  return invalid('query', `The search query cannot be read: ${what}.`)
}
