import { beforeAll, describe, expect, it } from 'vitest'
import { chatTools, readCall } from '../../src/env/index.ts'
import {
  Action,
  llmPolicy,
  makeEnv,
  offlineSpeech,
  playAsync,
  type Speech,
  type SupportGymError,
} from '../../src/index.ts'
import type { ScriptedReply, ScriptedRequest } from '../../src/testing/index.ts'
import { call, modelSaying } from '../llm/modelSaying.ts'

const options = { scenario: 'duplicate-charge-v1', cause: 'duplicate-capture', variant: 'team' }

const GREETING = 'Hello, and thanks for getting in touch!'
const greeting: ScriptedReply = { say: GREETING }
const greeted: Action = { type: 'reply', acts: [{ act: 'greet' }], text: GREETING }
const close = call('close', { resolution: 'unresolved' })

let speech: Speech
beforeAll(async () => {
  speech = await offlineSpeech()
})

/** The model plays one ticket by this script; what was asked, chosen and seen. */
async function play(...turns: readonly ScriptedReply[]) {
  const { baseURL, requests } = await modelSaying(...turns)
  const env = makeEnv('billing-support-v4')
  const entry = llmPolicy({ model: 'scripted', baseURL, timeoutMs: 300, retriesMax: 0 })
  const { choices } = await playAsync(env, entry.make(7), { seed: 7, options, speech })
  return { asked: requests(), actions: choices.map(({ action }) => action), report: env.report() }
}

/** The error that a script ends in. */
async function failureOf(...turns: readonly ScriptedReply[]): Promise<SupportGymError> {
  return play(...turns).then(
    () => expect.unreachable('the episode was played to its end'),
    (error: SupportGymError) => error,
  )
}

function lastMessage(asked: ScriptedRequest | undefined): string {
  return String(asked?.messages.at(-1)?.content ?? '')
}

describe('the LLM policy', () => {
  it('holds a conversation of its own over each ticket, and is told of the ones before when it looks', async () => {
    const turns = [close, call('verify_identity'), call('lookup_customer'), close]
    const { baseURL, requests } = await modelSaying(...turns)
    const entry = llmPolicy({ model: 'scripted', baseURL, timeoutMs: 300, retriesMax: 0 })
    const { last } = await playAsync(makeEnv('billing-support-v4', { tickets: 2 }), entry.make(3), {
      seed: 3,
      options,
      speech,
    })
    expect(last.info.ticket).toBe(1)
    const asked = requests()
    expect(asked.map(({ messages }) => messages.length)).toEqual([2, 2, 4, 6])
    expect(lastMessage(asked[1])).toMatch(/^A new ticket/)
    expect(lastMessage(asked[3])).toMatch(/history:\n- complaint charged-twice, closedAs unresolved/)
  })

  it('does what the model calls, a step a call, and tells it what came of it', async () => {
    const { asked, actions, report } = await play(
      greeting,
      call('verify_identity'),
      call('lookup_charges'),
      close,
    )
    expect(actions).toEqual([
      greeted,
      { type: 'verify_identity' },
      { type: 'lookup_charges' },
      { type: 'close', resolution: 'unresolved' },
    ])
    expect(report.outcomeSettled).toBe('unresolved')
    expect(asked.map(({ messages }) => messages.length)).toEqual([2, 4, 6, 8])
    expect(lastMessage(asked[0])).toMatch(/^A new ticket, by \w+\.\nCustomer: \S/)
    expect(lastMessage(asked[1])).toMatch(/^Customer: \S/)
    expect(lastMessage(asked[2])).toContain('identity verified')
    const charges = lastMessage(asked[3])
      .split('\n')
      .filter(line => line.startsWith('- id ch_'))
    expect(charges.length).toBeGreaterThan(1)
    expect(charges[0]).toMatch(/amountCents \d+ \(\$[\d.]+\)/)
    expect(charges[0]).toMatch(/createdAt \d+ d [\d:]+ ago/)
  })

  it('gives the model the rules that are enforced, and the same tools at every turn', async () => {
    const { asked } = await play(greeting, close)
    const rules = makeEnv('billing-support-v4').reset({ seed: 7 }).observation.policyText
    expect(rules).not.toBe('')
    expect(asked[0]?.messages[0]?.content).toContain(rules)
    expect(asked[0]?.model).toBe('scripted')
    expect(asked[1]?.tools).toEqual(asked[0]?.tools)
    const names = asked[0]!.tools.map(tool => tool.function.name)
    const types = Action.options.map(({ shape }) => shape.type.value)
    const withheld = ['reply', 'wait_for_next_signal', 'billing_request']
    expect(names).toEqual(types.filter(type => !withheld.includes(type)))
  })

  it('never shows the model the case behind the ticket', async () => {
    const { asked } = await play(greeting, call('verify_identity'), call('lookup_customer'), close)
    const all = JSON.stringify(asked)
    for (const secret of [options.scenario, options.cause, 'charged-twice', 'entitled', 'oracle'])
      expect(all).not.toContain(secret)
  })

  it('sends the words of an answer, then does its calls in order; all are answered before the next', async () => {
    const three: ScriptedReply = {
      say: GREETING,
      call: [{ name: 'verify_identity' }, { name: 'lookup_charges' }],
    }
    const { asked, actions } = await play(three, close)
    expect(actions.map(action => (action as Action).type)).toEqual([
      'reply',
      'verify_identity',
      'lookup_charges',
      'close',
    ])
    const [, , , ...after] = asked[1]!.messages
    expect(after.map(({ role }) => role)).toEqual(['tool', 'tool', 'user'])
    expect(after.map(({ tool_call_id: id }) => id)).toEqual(['call_1_0', 'call_1_1', undefined])
  })

  it('needs somebody who understands words', async () => {
    const { baseURL } = await modelSaying(greeting, close)
    const played = playAsync(makeEnv('billing-support-v4'), llmPolicy({ model: 'm', baseURL }).make(7))
    await expect(played).rejects.toMatchObject({ code: 'invalid_config' })
  })

  it('counts the tokens that its endpoint says it used', async () => {
    const { baseURL } = await modelSaying(greeting, close)
    const policy = llmPolicy({ model: 'scripted', baseURL }).make(7)
    await playAsync(makeEnv('billing-support-v4'), policy, { seed: 7, options, speech })
    expect(policy.usage!().promptTokens).toBeGreaterThan(0)
    expect(policy.usage!().completionTokens).toBeGreaterThan(0)
  })

  it.each([
    ['broken JSON', call('wait', '{"minutes": '), 'not valid JSON'],
    ['a value out of range', call('wait', { minutes: 0 }), 'minutes'],
    ['a field too many', call('verify_identity', { now: true }), 'now'],
    ['a tool that is not there', call('refund_everything'), 'There is no tool "refund_everything"'],
    ['nothing', { say: '' }, 'Nobody heard anything'],
  ] as const)('lets the model repair %s once, told what was wrong', async (_what, mistake, why) => {
    const { asked, actions } = await play(mistake, call('wait', { minutes: 5 }), greeting, close)
    expect(actions[0]).toEqual({ type: 'wait', minutes: 5 })
    expect(lastMessage(asked[1])).toContain(why)
    expect(asked).toHaveLength(4)
  })

  it("lets a turn pass when the repair does not fit either: the mistake is the agent's, and the ticket goes on", async () => {
    const { asked, actions } = await play(call('wait', '{'), call('wait', '{'), greeting, close)
    expect(actions).toEqual([
      { type: 'wait', minutes: 1 },
      greeted,
      { type: 'close', resolution: 'unresolved' },
    ])
    expect(asked).toHaveLength(4)
  })

  it('waits for signals by itself, without asking the model', async () => {
    const { baseURL, requests } = await modelSaying(greeting, close)
    const env = makeEnv('billing-support-v4', { delivery: 'stream' })
    const entry = llmPolicy({ model: 'scripted', baseURL })
    const { choices, last } = await playAsync(env, entry.make(7), { seed: 7, options, speech })
    expect(last.terminated).toBe(true)
    expect(choices.length).toBeGreaterThan(2)
    expect(requests()).toHaveLength(2)
  })

  it('sends the key to the endpoint, and plays without one where there is none', async () => {
    const { baseURL, requests } = await modelSaying(greeting, close)
    const env = makeEnv('billing-support-v4')
    const withKey = llmPolicy({ model: 'scripted', baseURL, apiKey: 'sk-of-a-test' })
    await playAsync(env, withKey.make(7), { seed: 7, speech })
    await playAsync(env, llmPolicy({ model: 'scripted', baseURL }).make(7), { seed: 7, speech })
    expect(
      requests()
        .slice(0, 2)
        .map(({ authorization }) => authorization),
    ).toEqual(Array(2).fill('Bearer sk-of-a-test'))
    expect(requests().at(-1)?.authorization).toBe('Bearer none')
  })
})

describe('an endpoint that gives no answer', () => {
  it('ends the episode as a fault of the infrastructure', async () => {
    expect(await failureOf(greeting, { error: { status: 400, message: 'no' } })).toMatchObject({
      code: 'infrastructure',
      reason: 'refused',
    })
  })
})

describe('the tools', () => {
  it('require every field, at every depth, and know no other: what is optional is null', () => {
    const objects: Record<string, unknown>[] = []
    const visit = (node: unknown): void => {
      if (typeof node !== 'object' || node === null) return
      if ('properties' in node) objects.push(node as Record<string, unknown>)
      for (const inner of Object.values(node)) visit(inner)
    }
    visit(chatTools)
    expect(objects.length).toBeGreaterThan(chatTools.length)
    for (const { properties, required, additionalProperties } of objects) {
      expect(required ?? []).toEqual(Object.keys(properties as object))
      expect(additionalProperties).toBe(false)
    }
    expect(JSON.stringify(chatTools)).not.toContain('"oneOf"')
  })

  it('leave out what was null for want of a value, and keep what null means', () => {
    const escalation = readCall('escalate', '{"team":"billing","summary":null,"handOver":null}')
    expect(escalation).toEqual({ ok: true, action: { type: 'escalate', team: 'billing' } })
    const followUp = readCall('schedule_follow_up', '{"inMinutes":60,"call":null}')
    expect(followUp).toEqual({ ok: true, action: { type: 'schedule_follow_up', inMinutes: 60, call: null } })
  })
})
