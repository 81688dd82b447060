import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { APIConnectionError, OpenAI } from 'openai'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  readScript,
  type ScriptedModelOptions,
  type ScriptFunction,
  type ScriptInput,
  scriptedModel,
} from '../../../src/testing/index.ts'

type Messages = OpenAI.ChatCompletionMessageParam[]

/** A model that plays a script, and the official client to talk with it. */
async function playing(script: ScriptInput | ScriptFunction, options: ScriptedModelOptions = {}) {
  const model = await scriptedModel(script, options)
  onTestFinished(() => model.close())
  const client = new OpenAI({ apiKey: 'any', baseURL: model.baseURL, maxRetries: 0, timeout: 5_000 })
  const ask = async (messages: Messages, more: Partial<OpenAI.ChatCompletionCreateParamsNonStreaming> = {}) =>
    client.chat.completions.create({ model: 'scripted', messages, ...more })
  return { ...model, client, ask }
}

const user = (content: string): Messages[number] => ({ role: 'user', content })
const result = (content: string): Messages[number] => ({ role: 'tool', tool_call_id: 'call_1_0', content })
const said = ({ choices }: OpenAI.ChatCompletion): unknown => choices[0]?.message.content
const look: OpenAI.ChatCompletionFunctionTool = {
  type: 'function',
  function: { name: 'look', parameters: {} },
}

describe('a scripted model', () => {
  it('answers the official client with words, calls and usage', async () => {
    const { ask } = await playing({
      rules: [{ say: 'One moment.', call: [{ name: 'look', arguments: { at: ['it'] } }, { name: 'wait' }] }],
    })
    const { choices, usage, model } = await ask([user('Hello.')])
    expect(choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: {
        role: 'assistant',
        content: 'One moment.',
        tool_calls: [
          { id: 'call_1_0', type: 'function', function: { name: 'look', arguments: '{"at":["it"]}' } },
          { id: 'call_1_1', type: 'function', function: { name: 'wait', arguments: '{}' } },
        ],
      },
    })
    expect(model).toBe('scripted')
    expect(usage!.prompt_tokens).toBeGreaterThan(0)
    expect(usage!.total_tokens).toBe(usage!.prompt_tokens + usage!.completion_tokens)
  })

  it('streams what it would say in one piece', async () => {
    const { client, ask } = await playing({
      rules: [{ say: 'One  moment,\nplease.', call: { name: 'look', arguments: { at: 'this and that' } } }],
    })
    const request = { model: 'scripted', messages: [user('Hello.')] }
    const whole = await ask(request.messages)
    const stream = client.chat.completions.stream({ ...request, stream_options: { include_usage: true } })
    let events = 0
    for await (const _chunk of stream) events += 1
    const { choices, usage } = await stream.finalChatCompletion()
    expect(events).toBeGreaterThan(6)
    expect(choices[0]?.finish_reason).toBe('tool_calls')
    expect(choices[0]?.message).toMatchObject({
      content: said(whole),
      tool_calls: [{ id: 'call_1_0', function: { name: 'look', arguments: '{"at":"this and that"}' } }],
    })
    expect(usage).toEqual(whole.usage)
  })

  it('ends a stream with [DONE], and counts tokens in it only when asked', async () => {
    const { baseURL } = await playing({ rules: [{ say: 'Hi.' }] })
    const body = JSON.stringify({ model: 'm', messages: [user('Hello.')], stream: true })
    const response = await fetch(`${baseURL}/chat/completions`, { method: 'POST', body })
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    const events = (await response.text()).split('\n\n')
    expect(events.slice(-2)).toEqual(['data: [DONE]', ''])
    expect(events.join()).not.toContain('usage')
  })

  it('lists its model, and knows no other address', async () => {
    const { client, baseURL } = await playing({ model: 'of-mine', rules: [{ say: 'Hi.' }] })
    expect((await client.models.list()).data.map(({ id }) => id)).toEqual(['of-mine'])
    await expect(client.completions.create({ model: 'of-mine', prompt: 'Hello.' })).rejects.toMatchObject({
      status: 404,
      type: 'invalid_request_error',
      message: expect.stringContaining('POST /v1/completions') as string,
    })
    expect((await fetch(`${baseURL}/chat/completions`)).status).toBe(404)
  })

  it.each([
    ['no JSON', 'Hello.', 'expected JSON'],
    ['no messages', '{"model":"m"}', 'messages'],
    ['an empty conversation', '{"model":"m","messages":[]}', 'messages'],
  ])('refuses %s', async (_what, body, words) => {
    const { baseURL, requests } = await playing({ rules: [{ say: 'Hi.' }] })
    const response = await fetch(`${baseURL}/chat/completions`, { method: 'POST', body })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      error: { type: 'invalid_request_error', message: expect.stringContaining(words) as string },
    })
    expect(requests()).toEqual([])
  })

  it('keeps what it was asked, as it arrived', async () => {
    const { ask, requests } = await playing({ rules: [{ say: 'Hi.' }] })
    await ask([user('Hello.')], { tools: [look], temperature: 0.3 })
    expect(requests()).toEqual([
      {
        model: 'scripted',
        messages: [user('Hello.')],
        tools: [look],
        temperature: 0.3,
        authorization: 'Bearer any',
      },
    ])
  })

  it('tells its log of every request, those that got no whole answer too', async () => {
    const logged: unknown[] = []
    const { ask, client } = await playing(
      { rules: [{ drop: 'before', once: true }, { error: { status: 400 }, once: true }, { say: 'Hi.' }] },
      { log: request => logged.push(request) },
    )
    await ask([user('1')]).catch(() => {})
    await ask([user('2')]).catch(() => {})
    await ask([user('3')])
    await client.models.list()
    const chat = { method: 'POST', path: '/v1/chat/completions' }
    expect(logged).toEqual([
      ...[null, 400, 200].map(status => ({ ...chat, status })),
      { method: 'GET', path: '/v1/models', status: 200 },
    ])
  })

  it('is gone once it is closed, with those who wait', async () => {
    const model = await playing({
      rules: [
        { when: { contains: 'hang' }, hang: 'midway', say: 'Hi.' },
        { say: 'Hi.', delayMs: 600_000 },
      ],
    })
    const waiting = ['hang', 'wait'].map(content =>
      model.ask([user(content)]).catch((error: unknown) => error),
    )
    await expect.poll(() => model.requests().length).toBe(2)
    await model.close()
    for (const error of await Promise.all(waiting)) expect(error).toBeInstanceOf(Error)
    await expect(model.client.models.list()).rejects.toBeInstanceOf(APIConnectionError)
  })

  it('is refused on a port that is taken', async () => {
    const { baseURL } = await playing({ rules: [{ say: 'Hi.' }] })
    await expect(
      scriptedModel({ rules: [{ say: 'Hi.' }] }, { port: Number(new URL(baseURL).port) }),
    ).rejects.toMatchObject({
      code: 'invalid_config',
      message: expect.stringContaining('cannot listen there') as string,
    })
  })
})

describe('the rules of a script', () => {
  const marked = (when: object): ScriptInput => ({ rules: [{ when, say: 'fits' }, { say: 'does not' }] })
  const conversation = [user('I was charged twice.'), { role: 'assistant', content: 'One moment.' } as const]

  it.each([
    ['the role of the last message', { role: 'user' }, [user('a')], [user('a'), result('b')]],
    [
      'words of the last message',
      { contains: 'twice' },
      [user('charged twice')],
      [user('twice'), result('b')],
    ],
    ['a pattern of the last message', { matches: '^\\d+$' }, [user('123')], [user('a 123')]],
    [
      'the last tool result',
      { toolResult: 'ch_' },
      [result('ch_1'), user('a')],
      [result('ch_1'), result('b'), user('ch_')],
    ],
    ['the turn', { turn: 2 }, [...conversation, user('a')], [user('a')]],
    [
      'all of what is said',
      { role: 'user', turn: 2 },
      [...conversation, user('a')],
      [...conversation, result('a')],
    ],
    [
      'content in parts',
      { contains: 'twice' },
      [{ role: 'user', content: [{ type: 'text', text: 'twice' }] }],
      [user('once')],
    ],
  ] as [string, object, Messages, Messages][])('look at %s', async (_what, when, fitting, other) => {
    const { ask } = await playing(marked(when))
    expect(said(await ask(fitting))).toBe('fits')
    expect(said(await ask(other))).toBe('does not')
  })

  it('look at the tools that are offered', async () => {
    const { ask } = await playing(marked({ tools: ['look'] }))
    expect(said(await ask([user('a')], { tools: [look] }))).toBe('fits')
    expect(said(await ask([user('a')]))).toBe('does not')
  })

  it('are used up after their times, the first that fits first', async () => {
    const { ask } = await playing({
      rules: [{ say: 'once', once: true }, { say: 'twice', times: 2 }, { say: 'always' }],
    })
    const answers = []
    for (let i = 0; i < 5; i++) answers.push(said(await ask([user('a')])))
    expect(answers).toEqual(['once', 'twice', 'twice', 'always', 'always'])
  })

  it('that fit no request are named in a 500 that no client asks again', async () => {
    const model = await playing({ rules: [{ when: { turn: 9 }, say: 'Hi.' }] })
    const client = new OpenAI({ apiKey: 'any', baseURL: model.baseURL, maxRetries: 3 })
    const asked = client.chat.completions.create({
      model: 'm',
      messages: [result('no charges')],
      tools: [look],
    })
    await expect(asked).rejects.toMatchObject({
      status: 500,
      type: 'server_error',
      message: expect.stringMatching(
        /No rule of the script fits turn 1.+"tool": "no charges".+1 tools/,
      ) as string,
    })
    expect(model.requests()).toHaveLength(1)
  })

  it('fill in what the tools have shown: texts, numbers, and all at any depth', async () => {
    const { ask } = await playing({
      rules: [
        {
          say: 'Refunding {{ ch_\\w+ }} of {{ (\\$[\\d.]+) }}.',
          call: {
            name: 'refund',
            arguments: {
              charge: '{{ id (ch_\\w+) }}',
              lines: [{ cents: '{{ amountCents (\\d+) | number }}' }],
              note: 'as is',
            },
          },
        },
      ],
    })
    const results = [
      result('- id ch_old, amountCents 100'),
      result('- id ch_new, amountCents 4900 ($49.00)'),
      result('verified'),
    ]
    const { choices } = await ask([user('Help.'), ...results])
    expect(choices[0]?.message.content).toBe('Refunding ch_new of $49.00.')
    const [call] = choices[0]!.message.tool_calls as OpenAI.ChatCompletionMessageFunctionToolCall[]
    expect(JSON.parse(call!.function.arguments)).toEqual({
      charge: 'ch_new',
      lines: [{ cents: 4900 }],
      note: 'as is',
    })
  })

  it.each([
    ['what no tool has shown', '{{ (ch_\\w+) }}', 'which no tool result has; the last one: "verified"'],
    ['a number that is none', '{{ (ver\\w+) | number }}', 'expects a number'],
  ])('that quote %s are answered 500', async (_what, quote, words) => {
    const { ask } = await playing({ rules: [{ call: { name: 'refund', arguments: { charge: quote } } }] })
    await expect(ask([result('verified')])).rejects.toMatchObject({
      status: 500,
      message: expect.stringContaining(words) as string,
    })
  })

  it('may quote patterns with braces, and several', async () => {
    const values = ['{{\\d{4}}}', '{{\\d{4} | number}}', '{{ch_\\w+}} {{(\\d{4})}}', '{{ a{2,} }}']
    const { ask } = await playing({ rules: [{ call: { name: 'refund', arguments: { values } } }] })
    const { choices } = await ask([result('ch_x 4900 caab')])
    const [call] = choices[0]!.message.tool_calls as OpenAI.ChatCompletionMessageFunctionToolCall[]
    expect(JSON.parse(call!.function.arguments)).toEqual({ values: ['4900', 4900, 'ch_x 4900', 'aa'] })
  })

  it('take a number beside other quotes for a text', async () => {
    const { ask } = await playing({ rules: [{ say: '{{ch_\\w+}} {{(\\d+) | number}}' }] })
    expect(said(await ask([result('ch_x 4900')]))).toBe('ch_x 4900')
  })

  it('cannot quote a pattern that is none: the file and the place are named', async () => {
    const rules = [{ say: 'Hi.' }, { call: { name: 'refund', arguments: { lines: [{ id: '{{ (ch_ }}' }] } } }]
    const broken = /rules\.1\.call\.arguments\.lines\.0\.id: Invalid regular expression/
    await expect(scriptedModel({ rules })).rejects.toThrow(broken)
    const file = join(mkdtempSync(join(tmpdir(), 'script-')), 'script.yaml')
    onTestFinished(() => rmSync(dirname(file), { recursive: true }))
    writeFileSync(file, JSON.stringify({ rules }))
    expect(() => readScript(file)).toThrow(broken)
    expect(() => readScript(file)).toThrow(`${file}: rules.1`)
  })
})

describe('a reply', () => {
  it('can be an error in the shape of the API, with how long to wait', async () => {
    const { ask } = await playing({
      rules: [{ error: { status: 429, message: 'Slow down.', retryAfter: 3 } }],
    })
    const error = (await ask([user('a')]).catch((thrown: unknown) => thrown)) as InstanceType<
      typeof OpenAI.APIError
    >
    expect(error).toMatchObject({ status: 429, type: 'rate_limit_error', message: '429 Slow down.' })
    expect(error.headers?.get('retry-after')).toBe('3')
  })

  it('can be late', async () => {
    const { ask } = await playing({ rules: [{ say: 'Hi.', delayMs: 120 }] })
    const startedAt = performance.now()
    expect(said(await ask([user('a')]))).toBe('Hi.')
    expect(performance.now() - startedAt).toBeGreaterThan(110)
  })

  it('can break off: a stream, too, midway', async () => {
    const { client } = await playing({ rules: [{ say: 'One two three four.', drop: 'midway' }] })
    const chunks: string[] = []
    const read = async () => {
      const stream = await client.chat.completions.create({ model: 'm', messages: [user('a')], stream: true })
      for await (const { choices } of stream) chunks.push(choices[0]?.delta.content ?? '')
    }
    await expect(read()).rejects.toThrow()
    expect(chunks.length).toBeGreaterThan(1)
    expect(chunks.join('')).not.toContain('four')
  })

  it('can be decided in code, by the request', async () => {
    const { ask } = await playing(async ({ messages, model }) => ({ say: `${model}: ${messages.length}` }))
    expect(said(await ask([user('a'), user('b')]))).toBe('scripted: 2')
  })

  it('of a function that fails or gives no reply is answered 500, and says why', async () => {
    const failing = await playing(() => {
      throw new Error('out of ideas')
    })
    await expect(failing.ask([user('a')])).rejects.toMatchObject({ status: 500, message: '500 out of ideas' })
    const mute = await playing(() => ({}))
    await expect(mute.ask([user('a')])).rejects.toMatchObject({
      status: 500,
      message: expect.stringContaining('expected one of say and call, error, or garbage') as string,
    })
  })
})

describe('a script', () => {
  it.each([
    ['no rules', { rules: [] }, 'rules'],
    ['a field that is none', { rules: [{ says: 'Hi.' }] }, 'says'],
    ['two replies in one', { rules: [{ say: 'Hi.', error: { status: 500 } }] }, 'got say, error'],
    ['two ends', { rules: [{ say: 'Hi.', drop: 'before', hang: 'before' }] }, 'at most one of drop and hang'],
    [
      'a pattern that is none',
      { rules: [{ when: { matches: '(' }, say: 'Hi.' }] },
      'rules.0.when.matches: expected a regular',
    ],
    ['once and times', { rules: [{ say: 'Hi.', once: true, times: 2 }] }, 'expected once or times'],
  ])('with %s is refused', async (_what, script, words) => {
    await expect(scriptedModel(script as ScriptInput)).rejects.toMatchObject({
      code: 'invalid_data',
      message: expect.stringContaining(words) as string,
    })
  })
})
