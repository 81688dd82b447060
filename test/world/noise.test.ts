import { describe, expect, it } from 'vitest'
import { makeEnv } from '../../src/index.ts'
import { decide, decideEpisode, drawAt, next, purposes, recurring } from '../../src/world/noise.ts'
import type { World } from '../../src/world/world.ts'

function freshWorld(): World {
  const env = makeEnv('billing-support-v4')
  env.reset({ seed: 7 })
  return env.snapshot().world
}

describe('the noise of a ticket', () => {
  it('moves no stream but the one that is drawn from', () => {
    const world = freshWorld()
    const ticket = world.tickets[0]!
    const before = ticket.draws.slice()
    next(world, ticket, 'tone')
    next(world, ticket, 'tone')
    const moved = before.map((ordinal, stream) => ordinal + (recurring[stream] === 'tone' ? 2 : 0))
    expect(ticket.draws).toEqual(moved)
  })

  it('gives one stream the same draws, whatever is drawn from others in between', () => {
    const [alone, busy] = [freshWorld(), freshWorld()]
    for (let draw = 0; draw < 20; draw++) {
      for (let other = 0; other < draw; other++) next(busy, busy.tickets[0]!, 'replyDelay')
      expect(next(busy, busy.tickets[0]!, 'words')).toBe(next(alone, alone.tickets[0]!, 'words'))
    }
  })

  it('decides a thing the same way however late and however often it is asked', () => {
    const world = freshWorld()
    const ticket = world.tickets[0]!
    const early = decide(world, ticket, 'churn')
    for (const purpose of recurring) next(world, ticket, purpose)
    expect(decide(world, ticket, 'churn')).toBe(early)
  })

  it('goes by the ordinal: the n-th of something has the n-th draw, drawn or not', () => {
    const world = freshWorld()
    const ticket = world.tickets[0]!
    const third = drawAt(world, ticket, {
      purpose: 'tone',
      ordinal: ticket.draws[recurring.indexOf('tone')]! + 2,
    })
    next(world, ticket, 'tone')
    next(world, ticket, 'tone')
    expect(next(world, ticket, 'tone')).toBe(third)
  })

  it('is not the noise of the episode, nor of another ticket', () => {
    const world = freshWorld()
    const ticket = world.tickets[0]!
    const other = { ...ticket, ordinal: 1 }
    const draws = [
      decide(world, ticket, 'patience'),
      decide(world, other, 'patience'),
      decideEpisode(world.seed, 'patience'),
    ]
    expect(new Set(draws).size).toBe(3)
  })
})

describe('a purpose', () => {
  it('has a number of its own, without gaps', () => {
    const numbers = Object.values(purposes)
    expect([...numbers].sort((one, other) => one - other)).toEqual([...numbers.keys()])
  })
})
