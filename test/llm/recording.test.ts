import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { OpenAI } from 'openai'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  llmPolicy,
  makeEnv,
  offlineSpeech,
  playAsync,
  recordedFetch,
  SupportGymError,
} from '../../src/index.ts'
import { endpoint, type RecordedFetch } from '../../src/llm/index.ts'
import { type ScriptFunction, scriptedModel } from '../../src/testing/index.ts'
import { call, modelSaying } from './modelSaying.ts'

/** A file that is not there yet. */
function newFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'recording-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return join(folder, 'of', 'a', 'run.jsonl')
}

function linesOf(file: string): readonly { readonly key: string; readonly ordinal: number }[] {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n')
  return lines.map(line => JSON.parse(line) as { key: string; ordinal: number })
}

/** Each answer counts, so that no two are the same. */
function counting(): ScriptFunction {
  let count = 0
  return () => ({ say: `Answer ${++count}.` })
}

async function countingModel() {
  const model = await scriptedModel(counting())
  onTestFinished(() => model.close())
  return model
}

/** Where nobody listens. */
const nowhere = 'http://127.0.0.1:1/v1'

function clientOf({ fetch }: RecordedFetch, { baseURL = nowhere, apiKey = 'sk-of-a-test' } = {}): OpenAI {
  return new OpenAI({ apiKey, baseURL, fetch, maxRetries: 0 })
}

async function say(client: OpenAI, content: string): Promise<string | null | undefined> {
  const { choices } = await client.chat.completions.create({
    model: 'scripted',
    messages: [{ role: 'user', content }],
  })
  return choices[0]?.message.content
}

/** The typed error that a client's own wraps. */
async function causeOf(work: Promise<unknown>): Promise<SupportGymError> {
  const error = (await work.then(
    () => expect.unreachable('an answer came'),
    (thrown: unknown) => thrown,
  )) as Error
  const cause = error instanceof SupportGymError ? error : error.cause
  expect(cause).toBeInstanceOf(SupportGymError)
  return cause as SupportGymError
}

/** A recording of these messages, each answered once. */
async function recordingOf(...contents: readonly string[]): Promise<string> {
  const file = newFile()
  const { baseURL } = await countingModel()
  const client = clientOf(recordedFetch({ file, mode: 'record' }), { baseURL })
  for (const content of contents) await say(client, content)
  return file
}

describe('a recording', () => {
  it('answers as the server did, when the server is gone: the same request in the order of asking', async () => {
    const file = newFile()
    const model = await scriptedModel(counting())
    const recorder = clientOf(recordedFetch({ file, mode: 'record' }), model)
    const asked = ['a', 'b', 'a', 'a', 'c']
    const answers = []
    for (const content of asked) answers.push(await say(recorder, content))
    await model.close()
    expect(linesOf(file).map(({ ordinal }) => ordinal)).toEqual([0, 0, 1, 2, 0])
    const replay = recordedFetch({ file, mode: 'replay' })
    const client = clientOf(replay)
    const again = []
    for (const content of asked) again.push(await say(client, content))
    expect(again).toEqual(answers)
    expect(new Set(again).size).toBe(5)
    expect(replay.unused()).toEqual([])
  })

  it('hands the answers of one request out in order, however many ask at once', async () => {
    const file = await recordingOf('a', 'a', 'a', 'b', 'a')
    const client = clientOf(recordedFetch({ file, mode: 'replay' }))
    const answers = await Promise.all(['a', 'a', 'b', 'a', 'a'].map(content => say(client, content)))
    expect(answers).toEqual(['Answer 1.', 'Answer 2.', 'Answer 4.', 'Answer 3.', 'Answer 5.'])
  })

  it('keeps the order of asking when answers come in another', async () => {
    const file = newFile()
    let asked = 0
    const model = await scriptedModel(() => {
      asked += 1
      return { say: `Answer ${asked}.`, delayMs: asked === 1 ? 80 : 0 }
    })
    const recorder = clientOf(recordedFetch({ file, mode: 'record' }), model)
    const answers = await Promise.all([say(recorder, 'a'), say(recorder, 'a')])
    await model.close()
    expect(linesOf(file).map(({ ordinal }) => ordinal)).toEqual([1, 0])
    const client = clientOf(recordedFetch({ file, mode: 'replay' }))
    expect([await say(client, 'a'), await say(client, 'a')]).toEqual(answers)
  })

  it('knows a request by method, path and body, not by host, headers or the order of keys', async () => {
    const file = await recordingOf('a')
    const { fetch } = recordedFetch({ file, mode: 'replay' })
    const body = { messages: [{ content: 'a', role: 'user' }], model: 'scripted' }
    const response = await fetch(new URL('https://elsewhere.example/v1/chat/completions'), {
      method: 'post',
      headers: { 'x-of-its-own': '1' },
      body: JSON.stringify(body),
    })
    expect(await response.json()).toMatchObject({ choices: [{ message: { content: 'Answer 1.' } }] })
    for (const path of ['/v2/chat/completions', '/v1/completions']) {
      const asked = fetch(`https://elsewhere.example${path}`, { method: 'POST', body: JSON.stringify(body) })
      expect(await causeOf(asked)).toMatchObject({ code: 'not_recorded' })
    }
  })

  it('takes a stream whole, and plays it event by event', async () => {
    const file = newFile()
    const model = await modelSaying({ say: 'One two three.' })
    const request: OpenAI.ChatCompletionCreateParamsStreaming = {
      model: 'scripted',
      messages: [{ role: 'user', content: 'Count.' }],
      stream: true,
      stream_options: { include_usage: true },
    }
    const recorded = []
    const recorder = clientOf(recordedFetch({ file, mode: 'record' }), model)
    for await (const chunk of await recorder.chat.completions.create(request)) recorded.push(chunk)
    await model.close()
    const replayed = []
    const client = clientOf(recordedFetch({ file, mode: 'replay' }))
    for await (const chunk of await client.chat.completions.create(request)) replayed.push(chunk)
    expect(replayed).toEqual(recorded)
    expect(replayed.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe('One two three.')
    expect(linesOf(file)).toHaveLength(1)
  })

  it('keeps refusals, which come again, and no faults that may pass', async () => {
    const file = newFile()
    const replies = [429, 500, 400].map(status => ({ error: { status, message: 'no', retryAfter: 0 } }))
    const { baseURL, requests } = await modelSaying(...replies, call('wait'))
    const { fetch } = recordedFetch({ file, mode: 'record' })
    const client = new OpenAI({ apiKey: 'any', baseURL, fetch, maxRetries: 2 })
    await expect(say(client, 'a')).rejects.toMatchObject({ status: 400 })
    expect(requests()).toHaveLength(3)
    expect(linesOf(file)).toHaveLength(1)
    await expect(say(clientOf(recordedFetch({ file, mode: 'replay' })), 'a')).rejects.toMatchObject({
      status: 400,
      message: '400 no',
    })
  })

  it('of an episode plays it again, action by action', async () => {
    const file = newFile()
    const model = await modelSaying(call('verify_identity'), call('close', { resolution: 'unresolved' }))
    const play = async (recorded: RecordedFetch, baseURL: string) => {
      const entry = llmPolicy({ model: 'scripted', baseURL, fetch: recorded.fetch })
      const speech = await offlineSpeech()
      return (await playAsync(makeEnv('billing-support-v4'), entry.make(7), { seed: 7, speech })).choices
    }
    const choices = await play(recordedFetch({ file, mode: 'record' }), model.baseURL)
    await model.close()
    const replay = recordedFetch({ file, mode: 'replay' })
    expect(await play(replay, nowhere)).toEqual(choices)
    expect(choices).toHaveLength(2)
    expect(replay.unused()).toEqual([])
  })

  it('lists what was recorded and not asked', async () => {
    const replay = recordedFetch({ file: await recordingOf('a', 'b', 'a'), mode: 'replay' })
    await say(clientOf(replay), 'a')
    const bodies = replay
      .unused()
      .map(({ body }) => (body as OpenAI.ChatCompletionCreateParams).messages[0]?.content)
    expect(bodies.sort()).toEqual(['a', 'b'])
  })

  it('is left alone in passing', async () => {
    const file = newFile()
    const { baseURL } = await countingModel()
    const passing = recordedFetch({ file, mode: 'passthrough' })
    expect(await say(clientOf(passing, { baseURL }), 'a')).toBe('Answer 1.')
    expect(passing.unused()).toEqual([])
    expect(() => readFileSync(file)).toThrow('ENOENT')
  })
})

describe('a request that is not recorded', () => {
  it('fails at once, naming the file, the nearest request and what differs', async () => {
    const file = await recordingOf('Hello there.', 'Where is my refund of $49.00?', 'Bye.')
    const { fetch } = recordedFetch({ file, mode: 'replay' })
    const { ask, meter } = endpoint({ model: 'scripted', baseURL: nowhere, fetch, retriesMax: 5 })
    const asked = ask({ messages: [{ role: 'user', content: 'Where is my refund of $94.00?' }] })
    const { code, message } = await causeOf(asked)
    expect(code).toBe('not_recorded')
    expect(meter().requests).toBe(1)
    expect(message).toContain(`${file}: POST /v1/chat/completions is not recorded`)
    expect(message).toContain('Most like it is line 2')
    expect(message).toMatch(/Asked: ….*my refund of \$94\.00\?.* Recorded: ….*my refund of \$49\.00\?/)
    expect(message).toContain('mode "record"')
  })

  it('is told from one that is asked more often than it was recorded', async () => {
    const client = clientOf(recordedFetch({ file: await recordingOf('a', 'b', 'a'), mode: 'replay' }))
    await say(client, 'a')
    await say(client, 'a')
    const { message } = await causeOf(say(client, 'a'))
    expect(message).toContain('recorded 2 times (line 1, 3), and asked for once more')
  })

  it('of a path that nothing is recorded of is shown from its start', async () => {
    const { fetch } = recordedFetch({ file: await recordingOf('a'), mode: 'replay' })
    const { message } = await causeOf(fetch(`${nowhere}/models`))
    expect(message).toContain('GET /v1/models is not recorded. Asked: null Of this path nothing is recorded.')
  })
})

describe('recording on', () => {
  it('answers what the file holds, and asks the server for the rest', async () => {
    const file = await recordingOf('a', 'b')
    const { baseURL, requests } = await modelSaying({ say: 'New.' })
    const client = clientOf(recordedFetch({ file, mode: 'record' }), { baseURL })
    expect([await say(client, 'a'), await say(client, 'b')]).toEqual(['Answer 1.', 'Answer 2.'])
    expect(requests()).toHaveLength(0)
    expect([await say(client, 'a'), await say(client, 'c')]).toEqual(['New.', 'New.'])
    expect(linesOf(file).map(({ ordinal }) => ordinal)).toEqual([0, 0, 1, 0])
  })

  it('drops a line that was cut off when its writer was killed, at whatever byte; a replay names it', async () => {
    const file = await recordingOf('ä', 'b')
    const whole = readFileSync(file)
    const lastLine = whole.subarray(whole.indexOf('\n') + 1)
    for (const cut of [1, Math.floor(lastLine.length / 2), lastLine.length - 1]) {
      writeFileSync(file, whole.subarray(0, whole.length - cut))
      expect(() => recordedFetch({ file, mode: 'replay' })).toThrow(
        expect.objectContaining({
          code: 'invalid_data',
          message: expect.stringContaining(`${file}:2: the last line is cut off`) as string,
        }),
      )
      const { baseURL } = await modelSaying({ say: 'New.' })
      const client = clientOf(recordedFetch({ file, mode: 'record' }), { baseURL })
      expect([await say(client, 'ä'), await say(client, 'b')]).toEqual(['Answer 1.', 'New.'])
      const replaying = clientOf(recordedFetch({ file, mode: 'replay' }))
      expect([await say(replaying, 'b'), await say(replaying, 'ä')]).toEqual(['New.', 'Answer 1.'])
    }
  })

  it('is an error once somebody else writes into the file', async () => {
    const file = newFile()
    const { baseURL } = await countingModel()
    const [one, other] = [1, 2].map(() => clientOf(recordedFetch({ file, mode: 'record' }), { baseURL }))
    await say(one!, 'a')
    const { code, message } = await causeOf(say(other!, 'b'))
    expect(code).toBe('run_in_use')
    expect(message).toContain(file)
    expect(linesOf(file)).toHaveLength(1)
    expect(await say(one!, 'c')).toBe('Answer 3.')
  })
})

describe('a file', () => {
  it('that is not there is an error in a replay', () => {
    expect(() => recordedFetch({ file: newFile(), mode: 'replay' })).toThrow(
      expect.objectContaining({
        code: 'invalid_data',
        message: expect.stringContaining('mode "record"') as string,
      }),
    )
  })

  it.each([
    ['is no JSON', 'Hello.', 'expected an exchange as JSON, got "Hello."'],
    ['is another thing', '{"key":"a"}', 'key'],
  ])('with a line that %s is an error that names the line', async (_what, line, words) => {
    const file = await recordingOf('a')
    appendFileSync(file, `${line}\n`)
    for (const mode of ['record', 'replay'] as const) {
      expect(() => recordedFetch({ file, mode })).toThrow(
        expect.objectContaining({ code: 'invalid_data', message: expect.stringContaining(words) as string }),
      )
      expect(() => recordedFetch({ file, mode })).toThrow(`${file}:2: `)
    }
  })

  it('that two wrote at once is an error that names both lines', async () => {
    const file = await recordingOf('a')
    appendFileSync(file, readFileSync(file))
    expect(() => recordedFetch({ file, mode: 'replay' })).toThrow(
      `${file}:2: the same request and ordinal as in line 1`,
    )
  })

  it.each(['Bearer sk-very-secret', 'sk-very-secret'])(
    'holds neither headers nor the key of "%s", though the server quotes it',
    async authorization => {
      const file = newFile()
      const replies = [
        { say: 'Your key is sk-very-secret, isn’t it?' },
        { error: { status: 400, message: 'bad key sk-very-secret' } },
      ]
      const { baseURL } = await modelSaying(...replies)
      const { fetch } = recordedFetch({ file, mode: 'record' })
      const url = `${baseURL}/chat/completions?key=sk-very-secret`
      const body = JSON.stringify({
        model: 'm',
        messages: [{ role: 'user', content: 'My key: sk-very-secret' }],
      })
      const headers = { authorization, 'x-of-mine': 'a header of mine' }
      const texts = []
      for (const _reply of replies)
        texts.push(await (await fetch(url, { method: 'POST', headers, body })).text())
      const written = readFileSync(file, 'utf8')
      expect(linesOf(file)).toHaveLength(2)
      expect(written).toContain('Your key is …, isn’t it?')
      for (const secret of ['sk-very-secret', 'a header of mine']) expect(written).not.toContain(secret)
      const replay = recordedFetch({ file, mode: 'replay' })
      for (const text of texts)
        expect(await (await replay.fetch(url, { method: 'POST', headers, body })).text()).toBe(text)
    },
  )
})
