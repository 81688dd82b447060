import { z } from 'zod'
import type { FormValue } from './form.ts'
import { type Kind, kindOfId } from './ids.ts'
import { isObject, type Json, type JsonObject } from './json.ts'
import { resources } from './objects/index.ts'
import type { Expandable } from './objects/resource.ts'
import { list, parseParameters } from './parameters.ts'
import { invalid } from './refusal.ts'
import type { StripeState } from './state.ts'
import { ordinalOf, type StripeObject, wholeList } from './view.ts'

const DEPTH_MAX = 4

/** Fields that lead on from an object of a kind, as a tree: `{ latest_invoice: { payments: {} } }`. */
export interface Expansion {
  [field: string]: Expansion
}

const parameters = z.strictObject({ expand: list(z.string()).optional() })

/** What an answer is made of, which decides what can be expanded. */
export interface Expanding {
  readonly kind: Kind | null
  readonly isList: boolean
}

/**
 * What a request asks to expand, checked against what it will be answered with: before anything is executed, so that
 * a wrong `expand` changes nothing.
 */
export function readExpansion(value: FormValue | undefined, { kind, isList }: Expanding): Expansion {
  if (value === undefined || value === '') return {}
  const { expand = [] } = parseParameters(parameters, { expand: value })
  const tree: Expansion = {}
  for (const path of expand) {
    const fields = path.split('.')
    if (fields.length > DEPTH_MAX) throw invalid('expand', `${path} goes more than ${DEPTH_MAX} levels deep.`)
    if (isList && fields[0] !== 'data') throw notExpandable(path, 'lists are expanded with data.…')
    add(tree, isList ? fields.slice(1) : fields, { kind, path })
  }
  return tree
}

function add(
  tree: Expansion,
  [field, ...rest]: readonly string[],
  { kind, path }: { readonly kind: Kind | null; readonly path: string },
): void {
  if (field === undefined) return
  const expandable = kind === null ? undefined : expandableOf(kind, field)
  if (expandable === undefined) throw notExpandable(path, knownFields(kind))
  tree[field] ??= {}
  const isThrough = expandable.isList === true && rest[0] === 'data'
  if (expandable.isList === true && rest.length > 0 && !isThrough)
    throw notExpandable(path, `${field} is a list`)
  add(tree[field], isThrough ? rest.slice(1) : rest, { kind: expandable.kind, path })
}

/** The fields that `expand` can begin with. */
export function expandableFields({ kind, isList }: Expanding): readonly string[] {
  const fields = kind === null ? [] : Object.keys(resources[kind].expands)
  return fields.map(field => (isList ? `data.${field}` : field))
}

function expandableOf(kind: Kind, field: string): Expandable | undefined {
  const { expands } = resources[kind]
  return Object.hasOwn(expands, field) ? expands[field] : undefined
}

function knownFields(kind: Kind | null): string {
  const fields = expandableFields({ kind, isList: false })
  return fields.length === 0 ? 'nothing here can be' : `here: ${fields.join(', ')}`
}

function notExpandable(path: string, why: string): Error {
  return invalid('expand', `This property cannot be expanded (${path}); ${why}.`)
}

/** The object with the fields expanded that were asked for. */
export function expandObject(
  state: StripeState,
  object: JsonObject,
  how: { kind: Kind; tree: Expansion },
): JsonObject {
  const expanded: Record<string, Json | undefined> = { ...object }
  for (const [field, tree] of Object.entries(how.tree)) {
    const expandable = expandableOf(how.kind, field)
    if (expandable === undefined) continue // of another kind than most: the source of a transaction
    const { kind, isList, ordinals } = expandable
    let value = expanded[field]
    if (value === undefined && isList === true && ordinals !== undefined) {
      const own = ordinalOf(state, how.kind, String(object.id))
      value = includedList(state, { kind, owner: object, ordinals: ordinals(state.books, own) })
    }
    expanded[field] = expandValue(state, value, { kind, tree })
  }
  return expanded
}

function includedList(
  state: StripeState,
  { kind, owner, ordinals }: { kind: Kind; owner: JsonObject; ordinals: readonly number[] },
): StripeObject {
  const url = `/v1/${kind}s?${String(owner.object)}=${String(owner.id)}`
  return wholeList(
    url,
    ordinals.map(ordinal => resources[kind].render(state, ordinal)),
  )
}

function expandValue(
  state: StripeState,
  value: Json | undefined,
  how: { kind: Kind; tree: Expansion },
): Json | undefined {
  if (typeof value === 'string') {
    // A coupon's id may look like another's; the source of a balance transaction is of several kinds.
    const kind = how.kind === 'coupon' ? how.kind : (kindOfId(value) ?? how.kind)
    const object = resources[kind].render(state, ordinalOf(state, kind, value))
    return expandObject(state, object, { ...how, kind })
  }
  if (Array.isArray(value)) {
    return (value as readonly Json[]).map(item => expandValue(state, item, how)!)
  }
  if (!isObject(value)) return value
  if (value.object !== 'list') return expandObject(state, value, how)
  const data = value.data as readonly JsonObject[]
  return { ...value, data: data.map(item => expandObject(state, item, how)) }
}
