import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { completionOf, streamOf } from './completion.ts'
import { ChatRequest, type ScriptedRequest } from './request.ts'
import type { Reply } from './script.ts'

/** Bodies as text, and everything that is refused in OpenAI's shape. */
export function speakOpenAI(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
  app.setNotFoundHandler(({ method, url }, outgoing) =>
    outgoing
      .code(404)
      .send(
        errorBody(
          404,
          `Unknown request: ${method} ${url}. There are GET /v1/models and POST /v1/chat/completions.`,
        ),
      ),
  )
  app.setErrorHandler<Error & { statusCode?: number }>(
    ({ statusCode: status = 500, message }, _request, outgoing) =>
      // It would fail again: the script has to be mended.
      outgoing.code(status).header('x-should-retry', 'false').send(errorBody(status, message)),
  )
}

/** Reads a request for a chat completion. Throws an error of status 400. */
export function chatRequestOf({ body, headers }: FastifyRequest): ScriptedRequest {
  let given: unknown
  try {
    given = JSON.parse(String(body))
  } catch {
    throw badRequest('expected JSON')
  }
  const result = ChatRequest.safeParse(given)
  if (result.success) return { ...result.data, authorization: headers.authorization }
  throw badRequest(result.error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`).join('; '))
}

/** Sends what a reply stands for: whole, in part, or not at all. */
export function deliver(
  reply: Reply,
  { request, outgoing }: { readonly request: ScriptedRequest; readonly outgoing: FastifyReply },
): FastifyReply {
  const { status, headers, body } = answerOf(reply, request)
  const { drop, hang } = reply
  if (drop === undefined && hang === undefined) return outgoing.code(status).headers(headers).send(body)
  outgoing.hijack()
  const { raw } = outgoing
  const fail = (): void => {
    if (drop !== undefined) raw.destroy()
  }
  if ((drop ?? hang) === 'before') fail()
  else raw.writeHead(status, headers).write(body.slice(0, Math.ceil(body.length / 2)), fail)
  return outgoing
}

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const JSON_TYPE = 'application/json'

function answerOf(reply: Reply, request: ChatRequest): Answer {
  const { error, garbage } = reply
  if (garbage !== undefined) {
    return { status: 200, headers: { 'content-type': garbage.contentType }, body: garbage.body }
  }
  if (error !== undefined) {
    const { status, message, retryAfter } = error
    const wait: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }
    return {
      status,
      headers: { 'content-type': JSON_TYPE, ...wait },
      body: JSON.stringify(errorBody(status, message)),
    }
  }
  return request.stream === true
    ? { status: 200, headers: { 'content-type': 'text/event-stream' }, body: streamOf(reply, request) }
    : { status: 200, headers: { 'content-type': JSON_TYPE }, body: completionOf(reply, request) }
}

function errorBody(status: number, message: string): object {
  const type = status === 429 ? 'rate_limit_error' : status < 500 ? 'invalid_request_error' : 'server_error'
  return { error: { message, type, param: null, code: null } }
}

function badRequest(why: string): Error & { statusCode: number } {
  return Object.assign(new Error(`This is no request for a chat completion: ${why}.`), { statusCode: 400 })
}
