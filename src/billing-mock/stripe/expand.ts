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

/** Fields that lead on from an object, as a tree: `{ latest_invoice: { payments: { 'payment.charge': {} } } }`. */
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
    if (fields.length > DEPTH_MAX) {
      throw invalid(
        'expand',
        `You cannot expand more than ${DEPTH_MAX} levels of a property. Property: ${path}`,
      )
    }
    if (isList && fields[0] !== 'data') throw notExpandable(path, 'lists are expanded with data.…')
    add(tree, isList ? fields.slice(1) : fields, { kinds: kind === null ? [] : [kind], path })
  }
  return tree
}

function add(
  tree: Expansion,
  fields: readonly string[],
  { kinds, path }: { readonly kinds: readonly Kind[]; readonly path: string },
): void {
  if (fields.length === 0) return
  const field = kinds.flatMap(kind => Object.keys(resources[kind].expands)).find(each => leads(each, fields))
  const expandable = kinds.map(kind => expandableOf(kind, field)).find(each => each !== undefined)
  if (field === undefined || expandable === undefined) throw notExpandable(path, knownFields(kinds))
  tree[field] ??= {}
  const rest = fields.slice(field.split('.').length)
  const isThrough = expandable.isList === true && rest[0] === 'data'
  if (expandable.isList === true && rest.length > 0 && !isThrough)
    throw notExpandable(path, `${field} is a list`)
  add(tree[field], isThrough ? rest.slice(1) : rest, { kinds: kindsOf(expandable), path })
}

/** Whether a path begins with a field. */
function leads(field: string, path: readonly string[]): boolean {
  return `${path.join('.')}.`.startsWith(`${field}.`)
}

function kindsOf({ kind, orElse = [] }: Expandable): readonly Kind[] {
  return kind === null ? orElse : [kind, ...orElse]
}

/** The fields that `expand` can begin with. */
export function expandableFields({ kind, isList }: Expanding): readonly string[] {
  const fields = kind === null ? [] : Object.keys(resources[kind].expands)
  return fields.map(field => (isList ? `data.${field}` : field))
}

function expandableOf(kind: Kind, field: string | undefined): Expandable | undefined {
  const { expands } = resources[kind]
  return field !== undefined && Object.hasOwn(expands, field) ? expands[field] : undefined
}

function knownFields(kinds: readonly Kind[]): string {
  const fields = kinds.flatMap(kind => expandableFields({ kind, isList: false }))
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
  let expanded = object
  for (const [field, tree] of Object.entries(how.tree)) {
    const expandable = expandableOf(how.kind, field)
    if (expandable === undefined) continue // of another kind than most: the source of a transaction
    const { kind, isList, ordinals } = expandable
    if (expanded[field] === undefined && isList === true && ordinals !== undefined) {
      const own = ordinalOf(state, how.kind, String(object.id))
      const included = includedList(state, { kind, owner: object, ordinals: ordinals(state.books, own) })
      expanded = { ...expanded, [field]: included }
    }
    if (kind === null) continue
    expanded = changedAt(expanded, field.split('.'), value =>
      expandValue(state, value, { kind, tree }),
    ) as JsonObject
  }
  return expanded
}

/** A value with what is under a path in it changed, in each item of an array on the way. */
function changedAt(
  value: Json | undefined,
  [field, ...rest]: readonly string[],
  change: (value: Json | undefined) => Json | undefined,
): Json | undefined {
  if (field === undefined) return change(value)
  if (Array.isArray(value)) {
    return (value as readonly Json[]).map(item => changedAt(item, [field, ...rest], change)!)
  }
  return isObject(value) ? { ...value, [field]: changedAt(value[field], rest, change) } : value
}

function includedList(
  state: StripeState,
  { kind, owner, ordinals }: { kind: Kind | null; owner: JsonObject; ordinals: readonly number[] },
): StripeObject {
  if (kind === null) return wholeList(`/v1/${String(owner.object)}s/${String(owner.id)}`, [])
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
