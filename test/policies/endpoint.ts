import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** What the scripted endpoint does with a request: a tool call or several, words, a status, or something worse. */
export type Turn =
  | { readonly calls: readonly (readonly [name: string, args: unknown])[] }
  | { readonly words: string }
  | { readonly status: number; readonly body?: string }
  | { readonly raw: string; readonly contentType?: string }
  | 'silence'
  | 'half an answer'

/** A request as it arrived. */
export interface Asked {
  readonly model: string
  readonly messages: readonly {
    readonly role: string
    readonly content: string | null
    readonly tool_call_id?: string
    readonly tool_calls?: readonly { readonly id: string }[]
  }[]
  readonly tools: readonly {
    readonly function: { readonly name: string; readonly parameters: Record<string, unknown> }
  }[]
  readonly authorization: string | undefined
}

/** An OpenAI-compatible endpoint on loopback that answers by a script; its last turn is said again and again. */
export async function endpointSaying(
  ...turns: readonly Turn[]
): Promise<{ readonly baseURL: string; readonly asked: readonly Asked[] }> {
  const asked: Asked[] = []
  const server = createServer((request, response) => {
    void read(request).then(body => {
      const { authorization } = request.headers
      asked.push({ ...(JSON.parse(body) as Omit<Asked, 'authorization'>), authorization })
      answer(turns[asked.length - 1] ?? turns.at(-1)!, response)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, asked }
}

async function read(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request) body += String(chunk)
  return body
}

function answer(turn: Turn, response: ServerResponse): void {
  if (turn === 'silence') return
  if (turn === 'half an answer') {
    response.writeHead(200, { 'content-type': 'application/json' }).write('{"choices":[')
    return
  }
  if ('status' in turn) {
    response.writeHead(turn.status, { 'content-type': 'application/json' }).end(turn.body ?? '{}')
    return
  }
  if ('raw' in turn) {
    response.writeHead(200, { 'content-type': turn.contentType ?? 'application/json' }).end(turn.raw)
    return
  }
  const message =
    'words' in turn ? { content: turn.words } : { content: null, tool_calls: callsOf(turn.calls) }
  const body = {
    id: 'c',
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', ...message } }],
  }
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/** Arguments that are a string are sent as they are, broken or not. */
function callsOf(calls: readonly (readonly [name: string, args: unknown])[]): readonly unknown[] {
  return calls.map(([name, args], index) => ({
    id: `call_${index}`,
    type: 'function',
    function: { name, arguments: typeof args === 'string' ? args : JSON.stringify(args) },
  }))
}
