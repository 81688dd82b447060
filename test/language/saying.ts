import type { EndpointOptions } from '../../src/llm/index.ts'

/** What a scripted model answers: words, a status, or no chat completion at all. */
export type Turn = string | null | { readonly status: number; readonly body?: string }

/** A request as it was sent. */
export interface Asked {
  readonly body: string
  readonly messages: readonly { readonly role: string; readonly content: string }[]
  readonly response_format?: { readonly type: string; readonly json_schema: { readonly schema: object } }
}

/** A model that gives these answers one after another, the last one again and again, and what it was asked. */
export function saying(...turns: readonly [Turn, ...Turn[]]): {
  readonly options: EndpointOptions
  readonly asked: readonly Asked[]
} {
  const asked: Asked[] = []
  const fetch = async (_input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const body = String(init?.body)
    asked.push({ ...(JSON.parse(body) as Asked), body })
    return responseOf(turns[Math.min(asked.length, turns.length) - 1]!)
  }
  return { options: { model: 'scripted', retriesMax: 0, fetch }, asked }
}

function responseOf(turn: Turn): Response {
  if (turn !== null && typeof turn === 'object') {
    return new Response(turn.body ?? '{}', { status: turn.status })
  }
  const message = { role: 'assistant', content: turn }
  return Response.json({ choices: [{ index: 0, message }] })
}
