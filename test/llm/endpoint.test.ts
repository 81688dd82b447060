import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { infrastructureReasons, SupportGymError } from '../../src/index.ts'
import { type EndpointOptions, endpoint } from '../../src/llm/index.ts'
import { type ScriptedReply, type ScriptFunction, scriptedModel } from '../../src/testing/index.ts'
import { root } from '../house/source.ts'
import { call, modelSaying } from './modelSaying.ts'

const hello = { messages: [{ role: 'user', content: 'Hello.' }] } as const
const metered: ScriptedReply = { say: 'Hi.', usage: { promptTokens: 70, completionTokens: 30 } }

/** Hurries: one short attempt. */
const once = { model: 'scripted', timeoutMs: 300, retriesMax: 0 } as const

async function errorOf(work: Promise<unknown>): Promise<SupportGymError> {
  const error = await work.then(
    () => expect.unreachable('an answer came'),
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(SupportGymError)
  return error as SupportGymError
}

/** An endpoint over a model that replies like this, and what the model was asked. */
async function asking(replies: readonly ScriptedReply[], options: Partial<EndpointOptions> = {}) {
  const { baseURL, requests } = await modelSaying(...replies)
  return { ...endpoint({ ...once, baseURL, ...options }), requests, baseURL }
}

describe('an endpoint', () => {
  it('gives words, calls and usage', async () => {
    const { ask } = await asking([
      { ...metered, call: [{ name: 'look', arguments: { at: 'it' } }, { name: 'wait' }] },
      { say: 'Hi.', usage: null },
    ])
    expect(await ask(hello)).toEqual({
      content: 'Hi.',
      calls: [
        { id: 'call_1_0', name: 'look', arguments: '{"at":"it"}' },
        { id: 'call_1_1', name: 'wait', arguments: '{}' },
      ],
      usage: { promptTokens: 70, completionTokens: 30 },
    })
    expect(await ask(hello)).toEqual({ content: 'Hi.', calls: [], usage: null })
  })

  it('sends what it is asked with, before what it was made with, and nothing else', async () => {
    const { ask, requests } = await asking([metered], { temperature: 0.5, maxTokens: 100 })
    const tool = { type: 'function', function: { name: 'look', parameters: { type: 'object' } } } as const
    const responseFormat = { type: 'json_object' } as const
    await ask(hello)
    await ask({
      ...hello,
      tools: [tool],
      toolChoice: 'required',
      responseFormat,
      maxTokens: 7,
      temperature: 0,
    })
    const [first, second] = requests()
    const base = { model: 'scripted', messages: hello.messages, authorization: 'Bearer none' }
    expect(first).toEqual({ ...base, tools: [], temperature: 0.5, max_tokens: 100 })
    expect(second).toEqual({
      ...base,
      tools: [tool],
      tool_choice: 'required',
      response_format: responseFormat,
      max_tokens: 7,
      temperature: 0,
    })
  })

  it('limits the answer of OpenAI itself by the name that all its models take', async () => {
    const bodies: string[] = []
    const { ask } = endpoint({
      ...once,
      baseURL: 'https://api.openai.com/v1',
      maxTokens: 5,
      fetch: async (_input, init) => {
        bodies.push(String(init?.body))
        return Response.json({ choices: [{ message: { content: 'Hi.' } }] })
      },
    })
    expect(await ask(hello)).toEqual({ content: 'Hi.', calls: [], usage: null })
    expect(JSON.parse(bodies[0]!)).toEqual({ ...hello, model: 'scripted', max_completion_tokens: 5 })
  })

  it('asks again after a fault that may pass, and waits as long as the server says', async () => {
    const limited: ScriptedReply = { error: { status: 429, retryAfter: 1.2 } }
    const { ask, meter } = await asking([limited, { drop: 'midway' }, { error: { status: 503 } }, metered], {
      retriesMax: 3,
      timeoutMs: 2_000,
    })
    const startedAt = performance.now()
    expect(await ask(hello)).toMatchObject({ content: 'Hi.' })
    expect(performance.now() - startedAt).toBeGreaterThan(1_200)
    expect(meter()).toMatchObject({ requests: 4, retries: 3 })
  })

  it('does not wait longer than for an answer, whatever the server says', async () => {
    for (const [status, retryAfter] of [
      [429, '3600'],
      [503, new Date(4_000_000_000_000).toUTCString()],
    ] as const) {
      let asked = 0
      const { ask } = endpoint({
        ...once,
        retriesMax: 5,
        baseURL: 'http://127.0.0.1:1/v1',
        fetch: async () => {
          asked += 1
          return new Response('{}', { status, headers: { 'retry-after': retryAfter } })
        },
      })
      await errorOf(ask(hello))
      expect(asked).toBe(1)
    }
  })

  it.each([
    ['an address that is none', { baseURL: 'localhost' }, 'baseURL'],
    ['no model', { model: '' }, 'model'],
    [
      'a price below zero',
      { prices: { inputPerMillion: -1, outputPerMillion: 1 } },
      'prices.inputPerMillion',
    ],
    ['room for nobody', { requestsAtOnce: 0 }, 'requestsAtOnce'],
    ['a fetch that is none', { fetch: 'global' as never }, 'fetch'],
  ])('is refused with %s', (_what, given, words) => {
    expect(() => endpoint({ model: 'm', ...given })).toThrow(
      expect.objectContaining({ code: 'invalid_config', message: expect.stringContaining(words) as string }),
    )
  })
})

describe('the meter', () => {
  it('counts requests, tokens and dollars', async () => {
    const { ask, meter } = await asking(
      [metered, { ...metered, usage: { promptTokens: 1_000_000, completionTokens: 0 } }],
      {
        prices: { inputPerMillion: 2.5, outputPerMillion: 10 },
      },
    )
    expect(meter()).toEqual({ requests: 0, retries: 0, promptTokens: 0, completionTokens: 0, costDollars: 0 })
    await ask(hello)
    expect(meter().costDollars).toBeCloseTo((70 * 2.5 + 30 * 10) / 1e6, 12)
    await ask(hello)
    expect(meter()).toMatchObject({ requests: 2, promptTokens: 1_000_070, completionTokens: 30 })
    expect(meter().costDollars).toBeCloseTo(2.5 + (70 * 2.5 + 30 * 10) / 1e6, 12)
  })

  it('names no costs without prices, nor when a server does not say what was used', async () => {
    const prices = { inputPerMillion: 1, outputPerMillion: 1 }
    const free = await asking([metered])
    await free.ask(hello)
    expect(free.meter().costDollars).toBeNull()
    const silent = await asking([metered, { say: 'Hi.', usage: null }], { prices })
    await silent.ask(hello)
    expect(silent.meter().costDollars).not.toBeNull()
    await silent.ask(hello)
    expect(silent.meter()).toMatchObject({ promptTokens: 70, costDollars: null })
  })
})

describe('the limits', () => {
  it('end in an error once so many tokens are used, without asking', async () => {
    const { ask, requests } = await asking([metered], { tokensMax: 150 })
    await ask(hello)
    await ask(hello)
    const error = await errorOf(ask(hello))
    expect(error).toMatchObject({ code: 'infrastructure', reason: 'limit' })
    expect(error.message).toContain('200 of 150 tokens are used')
    expect(requests()).toHaveLength(2)
  })

  it('cannot be kept where the server does not count, which is an error', async () => {
    const { ask } = await asking([{ say: 'Hi.', usage: null }], { tokensMax: 150 })
    expect(await errorOf(ask(hello))).toMatchObject({
      reason: 'garbage',
      message: expect.stringContaining('tokensMax'),
    })
  })

  it.each([1, 3])('let %i requests out at once and no more, in the order they came', async requestsAtOnce => {
    let now = 0
    let most = 0
    const order: unknown[] = []
    const script: ScriptFunction = async ({ messages }) => {
      now += 1
      most = Math.max(most, now)
      const place = order.push(messages[0]?.content)
      await new Promise(resolve => setTimeout(resolve, 15))
      now -= 1
      return place === 2 ? { error: { status: 400 } } : metered
    }
    const model = await scriptedModel(script)
    const { ask } = endpoint({ ...once, timeoutMs: 5_000, baseURL: model.baseURL, requestsAtOnce })
    const asked = Array.from({ length: 9 }, (_, index) =>
      ask({ messages: [{ role: 'user', content: String(index) }] }).catch((error: unknown) => error),
    )
    const answers = await Promise.all(asked)
    await model.close()
    expect(answers.filter(answer => answer instanceof SupportGymError)).toHaveLength(1)
    expect(most).toBe(requestsAtOnce)
    if (requestsAtOnce === 1) expect(order).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8'])
  })
})

describe('who gives up', () => {
  it('gets its own reason at once: in the queue, while it is answered, and between two attempts', async () => {
    const reason = new Error('the episode was ended')
    for (const replies of [
      [{ hang: 'before' }],
      [{ error: { status: 429, retryAfter: 2 } }],
    ] as ScriptedReply[][]) {
      const { ask } = await asking(replies, { timeoutMs: 3_000, retriesMax: 1, requestsAtOnce: 1 })
      const giveUp = new AbortController()
      const both = Promise.allSettled([1, 2].map(() => ask({ ...hello, signal: giveUp.signal })))
      const startedAt = performance.now()
      setTimeout(() => giveUp.abort(reason), 200)
      expect(await both).toEqual(Array(2).fill({ status: 'rejected', reason }))
      expect(performance.now() - startedAt).toBeLessThan(1_000)
      await expect(ask({ ...hello, signal: giveUp.signal })).rejects.toBe(reason)
    }
  })

  it('while waiting for its turn takes nobody else’s', async () => {
    const { ask } = await asking([{ say: 'Hi.', delayMs: 100 }], { timeoutMs: 3_000, requestsAtOnce: 1 })
    const giveUp = new AbortController()
    const first = ask(hello)
    const second = ask({ ...hello, signal: giveUp.signal })
    const third = ask(hello)
    giveUp.abort()
    await expect(second).rejects.toThrow()
    expect([await first, await third]).toMatchObject([{ content: 'Hi.' }, { content: 'Hi.' }])
  })

  it('leaves its place to the next', async () => {
    const { ask } = await asking([{ hang: 'before' }, metered], { timeoutMs: 3_000, requestsAtOnce: 1 })
    const giveUp = new AbortController()
    const first = ask({ ...hello, signal: giveUp.signal })
    const second = ask(hello)
    setTimeout(() => giveUp.abort(), 50)
    await expect(first).rejects.toThrow()
    expect(await second).toMatchObject({ content: 'Hi.' })
  })
})

/** What a server does, the reason of the error, and words of its message. */
const failures: Readonly<
  Record<string, readonly [ScriptedReply, keyof typeof infrastructureReasons, string]>
> = {
  'limits the rate': [
    { error: { status: 429, message: 'slow down', retryAfter: 40 } },
    'rate_limited',
    '429: slow down: rate limited. It says to wait: 40.',
  ],
  fails: [{ error: { status: 500, message: 'out of memory' } }, 'failed', 'answered 500: out of memory.'],
  'does not know the model': [
    { error: { status: 404, message: 'no such model' } },
    'refused',
    '404: no such model',
  ],
  'refuses the request': [{ error: { status: 400, message: 'too long' } }, 'refused', '400: too long'],
  'refuses the key': [{ error: { status: 401 } }, 'refused', 'OPENAI_API_KEY'],
  'took too long itself': [{ error: { status: 408 } }, 'timeout', '408'],
  'says nothing': [{ hang: 'before' }, 'timeout', 'no whole answer within 0.3 s'],
  'stops halfway': [{ say: 'Hi.', hang: 'midway' }, 'timeout', 'no whole answer within 0.3 s'],
  'answers too late': [{ say: 'Hi.', delayMs: 5_000 }, 'timeout', 'no whole answer within 0.3 s'],
  'hangs up': [{ drop: 'before' }, 'unreachable', 'cannot be reached'],
  'hangs up halfway': [{ say: 'Hi.', drop: 'midway' }, 'unreachable', 'cannot be reached'],
  'sends a page': [
    { garbage: { body: '<html>Welcome</html>', contentType: 'text/html' } },
    'garbage',
    'no chat completion, but <html>',
  ],
  'sends broken JSON': [{ garbage: { body: '{"choices":' } }, 'garbage', 'what is no JSON'],
  'sends no choices': [{ garbage: { body: '{"choices":[]}' } }, 'garbage', 'no chat completion'],
  'sends a message that is none': [
    { garbage: { body: '{"choices":[{"message":"Hi."}]}' } },
    'garbage',
    'no chat completion',
  ],
  'sends nothing': [{ garbage: { body: '' } }, 'garbage', 'no chat completion'],
  'sends events': [
    { garbage: { body: 'data: {}\n\n', contentType: 'text/event-stream' } },
    'garbage',
    'data: {}',
  ],
  'sends without end': [{ garbage: { body: 'x'.repeat(17 * 1024 * 1024) } }, 'garbage', 'no end in sight'],
}

describe('an endpoint that gives no answer', () => {
  it.each(Object.entries(failures))(
    'is a fault of the infrastructure when it %s',
    async (_what, [reply, reason, words]) => {
      const timeoutMs = reason === 'timeout' ? 300 : 5_000
      const { ask, baseURL } = await asking([reply], { timeoutMs })
      const startedAt = performance.now()
      const error = await errorOf(ask(hello))
      expect(performance.now() - startedAt).toBeLessThan(timeoutMs + 1_000)
      expect(error).toMatchObject({ code: 'infrastructure', reason })
      expect(error.message).toContain(words)
      expect(error.message).toContain(`"scripted" at ${new URL(baseURL).host} `)
    },
  )

  it('is one when nobody listens there', async () => {
    const { ask } = endpoint({ ...once, baseURL: 'http://127.0.0.1:1/v1' })
    const error = await errorOf(ask(hello))
    expect(error).toMatchObject({ code: 'infrastructure', reason: 'unreachable' })
    expect(error.message).toMatch(/cannot be reached: .+Is the server running/)
  })

  it('shows every reason there is, as the page about it does', () => {
    const page = readFileSync(join(root, 'docs', 'how-to', 'use-a-model.md'), 'utf8')
    const listed = [...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, reason]) => reason)
    expect(listed.sort()).toEqual(Object.keys(infrastructureReasons).sort())
    const shown = new Set([...Object.values(failures).map(([, reason]) => reason), 'limit'])
    expect([...shown].sort()).toEqual(Object.keys(infrastructureReasons).sort())
  })

  it('never gets the key into an error, though the server says it aloud', async () => {
    const apiKey = 'sk-very-secret'
    const message = `bad key ${apiKey}`
    const replies: readonly ScriptedReply[] = [
      ...[400, 401, 403, 404, 429, 500].map(status => ({ error: { status, message } })),
      { garbage: { body: message, contentType: 'text/plain' } },
      { garbage: { body: message } },
    ]
    for (const reply of replies) {
      const { ask, requests } = await asking([reply], { apiKey })
      const error = await errorOf(ask(hello))
      expect(requests()[0]?.authorization).toContain(apiKey)
      expect(error.code).toBe('infrastructure')
      expect(`${error.message} ${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain(
        apiKey,
      )
    }
  })

  it('answers the next one all the same', async () => {
    const { ask } = await asking([{ drop: 'before' }, call('wait')])
    await errorOf(ask(hello))
    expect((await ask(hello)).calls).toHaveLength(1)
  })
})
