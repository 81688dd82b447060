import { describe, expect, it } from 'vitest'
import { type Asked, agentWith, play, type Said, typesOf } from './agent.ts'

const bye: Said = { words: 'bye', calls: [['close', { resolution: 'unresolved' }]] }

/** An agent that says these one after another, the last again and again. */
async function agentSaying(...said: readonly Said[]) {
  return agentWith(async ({ messages }) => {
    const turns = messages.filter(({ role }) => role === 'assistant').length
    return said[turns] ?? said.at(-1)!
  })
}

function rolesOf({ messages }: Asked): readonly string[] {
  return messages.map(({ role }) => role)
}

describe('what a black-box agent is sent', () => {
  it("are the customer's words, with who it is and by which channel, and nothing of ours", async () => {
    const agent = await agentSaying({ words: 'hello' }, bye)
    const { env } = await play(agent)
    const [first, second] = agent.asked
    expect(first!.messages).toEqual([{ role: 'user', content: expect.stringMatching(/^I say: /) as string }])
    expect(rolesOf(second!)).toEqual(['user', 'assistant', 'user'])
    const { customer, channel } = env.observe()
    expect(customer!.id).toMatch(/^cus_/)
    expect(first).toMatchObject({ user: customer!.id, metadata: { customer: customer!.id, channel } })
    expect(JSON.stringify(agent.asked.map(({ messages }) => messages))).not.toMatch(
      /duplicate|entitled|oracle/,
    )
  })

  it('has the customer that its own SDK knows', async () => {
    const agent = await agentWith(async ({ user }, stripe) => {
      const customer = await stripe.customers.retrieve(user!)
      return { ...bye, words: customer.id === user ? 'hello' : 'a stranger' }
    })
    const { actions } = await play(agent)
    expect(actions).toContainEqual(expect.objectContaining({ type: 'reply', text: 'hello' }))
  })

  it('begins with a context, where one is given', async () => {
    const agent = await agentWith(async () => bye, { context: 'The shop is closed.' })
    await play(agent)
    expect(agent.asked[0]!.messages[0]).toEqual({ role: 'system', content: 'The shop is closed.' })
  })

  it('offers tools to verify, diagnose, hand over and close, none that moves money; or those that are asked for', async () => {
    const [usual, none] = [
      await agentWith(async () => bye),
      await agentWith(async () => ({ words: 'bye' }), { tools: [] }),
    ]
    await play(usual)
    await play(none)
    expect(usual.asked[0]!.tools!.map(tool => tool.function.name)).toEqual([
      'search_knowledge_base',
      'verify_identity',
      'run_diagnostic',
      'apply_fix',
      'escalate',
      'schedule_follow_up',
      'close',
    ])
    expect(none.asked[0]).not.toHaveProperty('tools')
    await expect(agentWith(async () => bye, { tools: ['pay_everybody'] })).rejects.toMatchObject({
      code: 'invalid_config',
    })
  })

  it('is a conversation of its own for each ticket', async () => {
    const agent = await agentSaying(bye)
    const { last } = await play(agent, { tickets: 2, seed: 3 })
    expect(last.info.ticket).toBe(1)
    expect(agent.asked.map(rolesOf)).toEqual([['user'], ['user']])
  })
})

describe('what a black-box agent answers', () => {
  it('is said and done in its order, and its calls are answered before the customer', async () => {
    const agent = await agentSaying({ words: 'hello', calls: [['verify_identity', {}]] }, bye)
    const { actions } = await play(agent)
    expect(typesOf(actions)).toEqual(['lookup_customer', 'reply', 'verify_identity', 'reply', 'close'])
    expect(rolesOf(agent.asked[1]!)).toEqual(['user', 'assistant', 'tool', 'user'])
    expect(agent.asked[1]!.messages[2]).toMatchObject({
      tool_call_id: 'call_0',
      content: expect.stringMatching(/^verify_identity: ok\nNow: .*identity verified/) as string,
    })
  })

  it.each([
    [
      'a tool that moves money',
      ['issue_refund', { chargeId: 'ch_1', amountCents: 100, reason: 'duplicate' }],
      'no tool',
    ],
    ['arguments that do not fit', ['escalate', { team: 'heaven' }], 'do not fit'],
  ] as const)('is told why, where it calls %s', async (_what, call, why) => {
    const agent = await agentSaying({ calls: [call] }, bye)
    const { actions } = await play(agent)
    expect(typesOf(actions)).toEqual(['lookup_customer', 'reply', 'close'])
    expect(agent.asked[1]!.messages.at(-1)).toMatchObject({
      role: 'tool',
      content: expect.stringContaining(why) as string,
    })
  })

  it('is waited with while somebody decides on what it asked for', async () => {
    const agent = await agentWith(
      async ({ messages, user }, stripe) => {
        const turns = messages.filter(({ role }) => role === 'assistant').length
        if (turns === 0)
          return {
            calls: [
              ['verify_identity', {}],
              ['lookup_charges', {}],
            ],
          }
        if (turns > 1) return bye
        const [newest] = (await stripe.charges.list({ customer: user! })).data
        const refund = { chargeId: newest!.id, amountCents: newest!.amount, reason: 'requested_by_customer' }
        return { calls: [['issue_refund', refund]] }
      },
      { tools: ['verify_identity', 'lookup_charges', 'issue_refund', 'close'] },
    )
    const { actions } = await play(agent, { scenario: 'large-refund-v1', cause: 'overbilled', seed: 3 })
    const types = typesOf(actions)
    const asked = types.indexOf('issue_refund')
    expect(types.slice(asked, asked + 2)).toEqual(['issue_refund', 'wait'])
    expect(types.slice(-2)).toEqual(['reply', 'close'])
    const results = agent.asked[2]!.messages.filter(({ role }) => role === 'tool')
    expect(results.map(({ content }) => content).join()).not.toContain('approval pending')
    expect(results.at(-1)!.content).toMatch(/approval (granted|denied)/)
  })

  it('may be nothing: the customer waits, and is not asked for again before somebody speaks', async () => {
    const agent = await agentSaying({}, bye)
    const { actions } = await play(agent)
    expect(typesOf(actions)).toContain('wait')
    expect(rolesOf(agent.asked[1]!)).toEqual(['user', 'assistant', 'user'])
  })
})

describe('a conversation whose agent does not close it', () => {
  const told = { words: 'hello, sorry, you were charged twice, a refund takes days' }

  it('is closed as resolved when the agent says good-bye and the customer leaves it at that', async () => {
    const agent = await agentSaying(told, { words: 'bye' })
    const { actions } = await play(agent)
    expect(actions.at(-1)).toEqual({ type: 'close', resolution: 'resolved' })
    expect(agent.asked.length).toBeLessThan(4)
  })

  it('is left to an agent that calls tools, good-bye or not', async () => {
    const agent = await agentSaying({ words: 'hello', calls: [['verify_identity', {}]] }, { words: 'bye' })
    const { actions } = await play(agent)
    expect(typesOf(actions).filter(type => type === 'reply').length).toBeGreaterThan(2)
    expect(typesOf(actions)).not.toContain('close')
  })

  it('goes on after a good-bye to which the customer has something to say, and ends with a second one running', async () => {
    const agent = await agentSaying({ words: 'bye' }, { words: 'bye, bye' })
    const { actions } = await play(agent)
    expect(typesOf(actions)).toEqual(['lookup_customer', 'reply', 'reply', 'close'])
  })

  it('is closed as refused when the agent refused, and moved nothing', async () => {
    const agent = await agentSaying({ words: 'hello, this is not owed' }, { words: 'bye' })
    expect((await play(agent)).actions.at(-1)).toEqual({ type: 'close', resolution: 'refused' })
    const generous = await agentWith(async ({ messages, user }, stripe) => {
      if (messages.length > 1) return { words: 'bye' }
      const [newest] = (await stripe.charges.list({ customer: user! })).data
      await stripe.refunds.create({ charge: newest!.id, amount: 500 })
      return { words: 'the rest is not owed' }
    })
    expect((await play(generous)).actions.at(-1)).toEqual({ type: 'close', resolution: 'resolved' })
  })

  it('is closed after three exchanges, or as many as are asked for, in which the customer is content', async () => {
    const contentFor = async (quietExchangesMax?: number): Promise<number> => {
      const agent = await agentWith(
        async ({ messages, user }, stripe) => {
          if (messages.length > 1) return { words: 'charged twice, takes days' }
          const [newest] = (await stripe.charges.list({ customer: user! })).data
          await stripe.refunds.create({ charge: newest!.id })
          return { words: 'hello, sorry, charged twice, refunded, takes days' }
        },
        quietExchangesMax === undefined ? {} : { quietExchangesMax },
      )
      const { actions } = await play(agent)
      expect(actions.at(-1)).toEqual({ type: 'close', resolution: 'resolved' })
      return agent.asked.length
    }
    expect(await contentFor(1)).toBe(1)
    expect(await contentFor()).toBe(3)
  })
})
