import { expect, it } from 'vitest'
import { talkWith } from '../../../src/server/blackBox/talk.ts'
import { Action, TEXT_MAX } from '../../../src/world/actions.ts'

it('cuts off what is too long to be sent, and no character in half', () => {
  const talk = talkWith({ context: undefined, tools: [] })
  const text = 'a'.repeat(TEXT_MAX - 1)
  talk.take({ content: `${text}🙂`, calls: [] } as unknown as Parameters<typeof talk.take>[0])
  const action = talk.next()
  expect(action).toEqual({ type: 'reply', acts: [], text })
  expect(Action.safeParse(action).success).toBe(true)
  expect(Action.safeParse({ type: 'reply', acts: [], text: `${text}aa` }).success).toBe(false)
})
