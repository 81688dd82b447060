import { z } from 'zod'
import type { Call } from './call.ts'
import { target } from './call.ts'
import type { Expanding } from './expand.ts'
import type { FormTree } from './form.ts'
import type { Kind } from './ids.ts'
import type { JsonObject } from './json.ts'
import { resources } from './objects/index.ts'
import { found } from './paging.ts'
import { parseParameters, searchParameters } from './parameters.ts'
import { compileQuery } from './search.ts'

export type Method = 'GET' | 'POST' | 'DELETE'

/** One line of the table of routes. */
export interface Route {
  readonly method: Method
  /** `:charge` in a path is the id of a charge that must be there, `:word` of no kind any text. */
  readonly path: string
  readonly parameters: z.ZodType
  /** What it answers with, which decides what can be expanded. */
  readonly answers: Expanding
  /** Checks the parameters; what it returns does the work. */
  readonly prepare: (form: FormTree) => (call: Call) => JsonObject
}

/** The parameters of a route, and what it does with them. */
type Work<Schema extends z.ZodType> = readonly [
  parameters: Schema,
  does: (call: Call, parameters: z.output<Schema>) => JsonObject,
]

/** A route that answers with one object of a kind, or `null` for something that has none: `POST /v1/refunds`. */
export function act<Schema extends z.ZodType>(
  request: `${Method} ${string}`,
  kind: Kind | null,
  work: Work<Schema>,
): Route {
  const [method, path] = request.split(' ') as [Method, string]
  return routeOf({ method, path, answers: { kind, isList: false }, work })
}

/** A route that answers with a list. */
export function many<Schema extends z.ZodType>(path: string, kind: Kind, work: Work<Schema>): Route {
  return routeOf({ method: 'GET', path, answers: { kind, isList: true }, work })
}

/** The record that the path ends with. */
export function read(path: string, kind: Kind): Route {
  const does = (call: Call): JsonObject => show(call, kind, target(call, kind))
  return act(`GET ${path}`, kind, [none, does])
}

/** A search through the records of a kind. */
export function search(path: string, kind: Kind): Route {
  return many(path, kind, [
    searchParameters,
    (call, { query, limit, page }) => found(call, kind, { limit, page, keep: compileQuery(kind, query) }),
  ])
}

/** No parameters but `expand`. */
export const none = z.strictObject({})

/** The record as it is shown now. */
export function show({ state }: Call, kind: Kind, ordinal: number): JsonObject {
  return resources[kind].render(state, ordinal)
}

function routeOf<Schema extends z.ZodType>(line: {
  readonly method: Method
  readonly path: string
  readonly answers: Expanding
  readonly work: Work<Schema>
}): Route {
  const { method, path, answers, work } = line
  const [parameters, does] = work
  const prepare = (form: FormTree): ((call: Call) => JsonObject) => {
    const given = parseParameters(parameters, form)
    return call => does(call, given)
  }
  return { method, path, answers, parameters, prepare }
}
