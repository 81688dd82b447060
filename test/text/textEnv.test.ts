import { describe, expect, it } from 'vitest'
import type { AgentTurn, ChatMessage, EnvConfig, TextEnv } from '../../src/index.ts'
import { makeEnv, makeTextEnv, offlineSpeech, SupportGymError } from '../../src/index.ts'
import type { Understanding } from '../../src/language/speech.ts'

const options = { scenario: 'duplicate-charge-v1', cause: 'duplicate-capture', variant: 'team' }

async function begun(config: EnvConfig = {}): Promise<TextEnv> {
  const env = await makeTextEnv('billing-support-v4', config)
  await env.reset({ seed: 7, options })
  return env
}

function turn(
  content: string | null,
  ...calls: readonly (readonly [name: string, args: unknown])[]
): AgentTurn {
  return {
    role: 'assistant',
    content,
    tool_calls: calls.map(([name, args], index) => ({
      id: `call_${index}`,
      type: 'function',
      function: { name, arguments: typeof args === 'string' ? args : JSON.stringify(args) },
    })),
  }
}

/** Every call is answered once, before anybody speaks again: what an endpoint insists on. */
function isWellFormed(messages: readonly ChatMessage[]): boolean {
  let open: readonly string[] = []
  for (const message of messages) {
    if (message.role === 'tool') {
      if (!open.includes(message.tool_call_id)) return false
      open = open.filter(id => id !== message.tool_call_id)
      continue
    }
    if (open.length > 0) return false
    if (message.role === 'assistant') open = (message.tool_calls ?? []).map(({ id }) => id)
  }
  return open.length === 0
}

const contents = (messages: readonly ChatMessage[]): string =>
  messages.map(({ content }) => content).join('\n')

describe('the text face', () => {
  it('opens with the rules, and with what the customer wrote', async () => {
    const env = await makeTextEnv('billing-support-v4')
    const { messages, observation } = await env.reset({ seed: 7, options })
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user'])
    expect(messages[0]!.content).toContain(observation.policyText)
    expect(messages[1]!.content).toMatch(/Customer: \S+/)
    for (const secret of [options.scenario, options.cause, 'charged-twice', 'entitled']) {
      expect(contents(messages)).not.toContain(secret)
    }
  })

  it('sends words, and answers with what the customer says to them', async () => {
    const env = await begun()
    const { messages, timesteps, reward, terminated } = await env.step('Hello! I am sorry about this.')
    expect(messages.map(({ role }) => role)).toEqual(['user'])
    expect(messages[0]!.content).toMatch(/^Customer: \S+/)
    expect(timesteps).toHaveLength(1)
    expect(timesteps[0]!.info.executed).toMatchObject({
      type: 'reply',
      acts: [{ act: 'greet' }, { act: 'apologize' }],
    })
    expect(reward).toBe(timesteps[0]!.reward)
    expect(terminated).toBe(false)
  })

  it('does words and calls of one turn in order, and answers each call', async () => {
    const env = await begun()
    const step = await env.step(turn('Let me have a look.', ['verify_identity', {}], ['lookup_charges', {}]))
    expect(step.timesteps.map(({ info }) => info.executed?.type)).toEqual([
      'reply',
      'verify_identity',
      'lookup_charges',
    ])
    expect(step.messages.map(({ role }) => role)).toEqual(['tool', 'tool', 'user'])
    expect(contents(step.messages)).toMatch(/charges:\n- id ch_/)
    expect(step.reward).toBeCloseTo(
      step.timesteps.reduce((sum, each) => sum + each.reward, 0),
      12,
    )
    expect(isWellFormed(env.messages)).toBe(true)
  })

  it.each([
    [
      'a tool that is not there',
      turn(null, ['refund_everything', {}]),
      'There is no tool "refund_everything"',
    ],
    ['arguments that do not fit', turn(null, ['wait', { minutes: 0 }]), 'minutes'],
    ['broken JSON', turn(null, ['wait', '{"minutes": ']), 'not valid JSON'],
    ['words as a tool call', turn(null, ['reply', { text: 'Hello' }]), 'There is no tool "reply"'],
    ['nothing at all', turn(null), 'Nobody heard anything'],
  ])('lets a minute pass over %s, and says why', async (_what, given, why) => {
    const env = await begun()
    const { timesteps } = await env.step(given)
    expect(timesteps.map(({ info }) => info.executed)).toEqual([{ type: 'wait', minutes: 1 }])
    expect(contents(env.messages)).toContain(why)
    expect(isWellFormed(env.messages)).toBe(true)
  })

  it('ends with the ticket; what is left of the turn is not done', async () => {
    const env = await begun()
    const step = await env.step(turn(null, ['close', { resolution: 'unresolved' }], ['lookup_charges', {}]))
    expect(step.terminated).toBe(true)
    expect(step.timesteps).toHaveLength(1)
    expect(env.env.report().outcomeSettled).toBe('unresolved')
    expect(contents(step.messages)).toContain('Not done: the ticket is over.')
    expect(isWellFormed(env.messages)).toBe(true)
    await expect(env.step('Hello?')).rejects.toMatchObject({ code: 'step_after_end' })
  })

  it('waits for signals by itself', async () => {
    const env = await begun({ delivery: 'stream' })
    const step = await env.step(turn(null, ['close', { resolution: 'unresolved' }]))
    expect(step.terminated).toBe(true)
    expect(step.timesteps.length).toBeGreaterThan(1)
  })

  it('begins the next ticket with a conversation of its own', async () => {
    const env = await begun({ tickets: 2 })
    const step = await env.step(turn(null, ['close', { resolution: 'unresolved' }]))
    expect(step.info.ticket).toBe(1)
    expect(step.messages.map(({ role }) => role)).toEqual(['tool', 'system', 'user'])
    expect(env.messages).toHaveLength(2)
  })

  it('is the same conversation for the same seed and turns', async () => {
    const [one, other] = [await begun(), await begun()]
    for (const env of [one, other]) {
      await env.step(turn('Hi! Sorry to hear that.', ['verify_identity', {}]))
      await env.step(turn('I will refund it within 2 days.', ['lookup_charges', {}]))
    }
    expect(one.messages).toEqual(other.messages)
    expect(one.env.stateHash()).toBe(other.env.stateHash())
  })

  it('takes one step at a time', async () => {
    const env = await begun()
    const first = env.step('Hello!')
    await expect(env.step('Hello?')).rejects.toMatchObject({ code: 'step_under_way' })
    expect((await first).terminated).toBe(false)
    expect(env.messages.filter(({ role }) => role === 'assistant')).toHaveLength(1)
  })

  it('is lost to an error halfway, until it is reset', async () => {
    const { word } = await offlineSpeech()
    let isDown = true
    const understand = (): never | Understanding => {
      if (isDown) throw new SupportGymError('infrastructure', 'No answer.')
      return { acts: [], amounts: [], dates: [] }
    }
    const env = await makeTextEnv('billing-support-v4', { speech: { understand, word } })
    await env.reset({ seed: 7, options })
    await expect(env.step('Hello!')).rejects.toMatchObject({ code: 'infrastructure' })
    isDown = false
    await expect(env.step('Hello!')).rejects.toMatchObject({ code: 'step_before_reset' })
    await env.reset({ seed: 7, options })
    expect((await env.step('Hello!')).timesteps).toHaveLength(1)
  })

  it('tells what the customer said while a turn came to nothing', async () => {
    const env = await begun()
    const customerWords = (): number => contents(env.messages).split('Customer: ').length - 1
    for (let turns = 0; turns < 30 && customerWords() < 2; turns++) {
      if ((await env.step(turn(null, ['sing', {}]))).terminated) break
    }
    expect(customerWords()).toBeGreaterThanOrEqual(2)
    expect(isWellFormed(env.messages)).toBe(true)
  })

  it('refuses a step before the reset', async () => {
    const env = await makeTextEnv('billing-support-v4')
    await expect(env.step('Hello')).rejects.toMatchObject({ code: 'step_before_reset' })
  })

  it('has a tool for every action but talking and waiting for signals', async () => {
    const env = await begun()
    const names = env.tools.map(tool => tool.function.name)
    expect(names).toContain('issue_refund')
    expect(names).not.toContain('reply')
    expect(names).not.toContain('wait_for_next_signal')
  })

  it('names as possible what there is a tool for, and to answer', async () => {
    const { messages, tools } = await begun()
    const [, listed] = /Possible now: (.*)\./.exec(contents(messages))!
    const [answer, ...names] = listed!
      .split(', ')
      .toSorted((a, b) => Number(b === 'to answer') - Number(a === 'to answer'))
    expect(answer).toBe('to answer')
    expect(tools.map(tool => tool.function.name)).toEqual(expect.arrayContaining(names))
  })

  it('leaves the structured face as it is: words are no part of its observations', () => {
    const { observation } = makeEnv('billing-support-v4').reset({ seed: 7, options })
    expect(observation.message).not.toHaveProperty('text')
  })
})
