import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { z } from 'zod'
import { SupportGymError } from '../../core/errors.ts'
import type { ScriptedRequest } from './request.ts'
import { repliesOf } from './rules.ts'
import { Reply, Script, type ScriptedReply, type ScriptInput } from './script.ts'
import { chatRequestOf, deliver, speakOpenAI } from './wire.ts'

/** What a model says, decided in code. */
export type ScriptFunction = (request: ScriptedRequest) => ScriptedReply | Promise<ScriptedReply>

export interface ScriptedModelOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number
  /** Told of every request, once it is over. */
  readonly log?: (request: LoggedRequest) => void
}

/** What the log of a server says of a request. */
export interface LoggedRequest {
  readonly method: string
  readonly path: string
  /** Null when the answer did not get through whole. */
  readonly status: number | null
}

/** A model that plays a script, on this machine. */
export interface ScriptedModel {
  /** For the openai client, or `--base-url`. */
  readonly baseURL: string
  /** The chat completions that were asked for so far, as they arrived. */
  requests(): readonly ScriptedRequest[]
  /** Ends it, with every connection that is still open. */
  close(): Promise<void>
}

/** Long conversations with pictures in them are megabytes. */
const REQUEST_BYTES_MAX = 32 * 1024 * 1024

/**
 * Starts an OpenAI-compatible server on loopback that answers by a script: rules as data, or a function. The same
 * request gets the same answer, to the byte, as long as the same rule fits. What no rule fits is answered 500, and
 * says so. Throws `invalid_data` for a script that is none, `invalid_config` when the port is taken.
 */
export async function scriptedModel(
  script: ScriptInput | ScriptFunction,
  { port = 0, log }: ScriptedModelOptions = {},
): Promise<ScriptedModel> {
  const { model, decide } =
    typeof script === 'function' ? { model: 'scripted', decide: script } : playable(script)
  const requests: ScriptedRequest[] = []
  const { fastify } = await import('fastify')
  const app = fastify({ forceCloseConnections: true, bodyLimit: REQUEST_BYTES_MAX })
  speakOpenAI(app)
  app.addHook('onRequest', async ({ method, url: path }, { raw }) => {
    raw.once('close', () => log?.({ method, path, status: raw.writableFinished ? raw.statusCode : null }))
  })
  app.get('/v1/models', async () => ({
    object: 'list',
    data: [{ id: model, object: 'model', created: 0, owned_by: 'supportgym' }],
  }))
  app.post('/v1/chat/completions', async (incoming, outgoing) => {
    const request = chatRequestOf(incoming)
    requests.push(request)
    const reply = parsed(Reply, await decide(request))
    await delay(reply.delayMs, undefined, { ref: false })
    return deliver(reply, { request, outgoing })
  })
  const address = await listen(app, port)
  return {
    baseURL: `${address}/v1`,
    requests: () => [...requests],
    async close() {
      await app.close()
    },
  }
}

function playable(script: ScriptInput): { readonly model: string; readonly decide: ScriptFunction } {
  const given = parsed(Script, script)
  return { model: given.model, decide: repliesOf(given) }
}

function parsed<Schema extends z.ZodType>(schema: Schema, given: unknown): z.output<Schema> {
  const result = schema.safeParse(given)
  if (result.success) return result.data
  const issues = result.error.issues.map(
    ({ path, message }) => `${path.map(String).join('.') || 'top level'}: ${message}`,
  )
  throw new SupportGymError('invalid_data', `The script of a model: ${issues.join('; ')}.`)
}

async function listen(app: FastifyInstance, port: number): Promise<string> {
  try {
    return await app.listen({ host: '127.0.0.1', port })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new SupportGymError(
      'invalid_config',
      `Port ${port}: cannot listen there (${why}). Take another, or 0.`,
    )
  }
}
