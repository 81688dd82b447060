import { describe, expect, it } from 'vitest'
import type { StripeRequest } from '../../../src/billing-mock/stripe/index.ts'
import { SupportGymError } from '../../../src/core/errors.ts'
import type { Answer } from '../../../src/llm/index.ts'
import { lineTo } from '../../../src/server/blackBox/line.ts'

const headers = { authorization: 'Bearer sk_test_any' }
const request: StripeRequest = { method: 'GET', path: '/v1/charges', headers, body: '' }
const down = new SupportGymError('infrastructure', 'down', { reason: 'failed' })

/** A line to an agent that answers, or fails, when the test says so. */
function open() {
  let answer = (_given: Answer): void => {}
  let fail = (_error: Error): void => {}
  let signal: AbortSignal | undefined
  const line = lineTo(asked => {
    signal = asked.signal
    return new Promise((resolve, reject) => {
      answer = resolve
      fail = reject
    })
  })
  line.call({ messages: [] })
  return {
    line,
    answer: (content: string) => answer({ content, calls: [], usage: null }),
    fail: (error: Error) => fail(error),
    isAborted: () => signal?.aborted,
  }
}

describe('the line to an agent at work', () => {
  it('gives its requests before the answer that came after them', async () => {
    const { line, answer } = open()
    const response = line.handle(request)
    answer('done')
    expect(await line.next()).toMatchObject({ kind: 'request', action: { path: '/v1/charges' } })
    line.reply({ status: 200, headers: {}, body: { object: 'list' }, isLost: false })
    expect(await response).toMatchObject({ status: 200 })
    expect(await line.next()).toMatchObject({ kind: 'answer', answer: { content: 'done' } })
    expect(line.isBusy).toBe(false)
  })

  it('answers 503 to a request behind an answer', async () => {
    const { line, answer } = open()
    answer('done')
    await Promise.resolve()
    const response = line.handle(request)
    await line.next()
    expect(await response).toMatchObject({ status: 503, headers: { 'stripe-should-retry': 'false' } })
  })

  it('throws what kept the answer away, and answers 503 to what waits', async () => {
    const { line, fail } = open()
    fail(down)
    await Promise.resolve()
    await Promise.resolve()
    const response = line.handle(request)
    await expect(line.next()).rejects.toBe(down)
    expect(await response).toMatchObject({ status: 503 })
  })

  it('answers 503 to all that waits when it is hung up, and tells the agent that nobody listens', async () => {
    const { line, isAborted } = open()
    const [taken, waiting] = [line.handle(request), line.handle(request)]
    await line.next()
    line.hangUp('The episode is over.')
    for (const response of [taken, waiting, line.handle(request)]) {
      expect(await response).toMatchObject({
        status: 503,
        body: { error: { message: 'The episode is over.' } },
      })
    }
    expect(isAborted()).toBe(true)
    expect(line.isBusy).toBe(false)
  })
})
