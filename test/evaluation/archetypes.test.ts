import { expect, test } from 'vitest'
import { type AgentAct, type Env, type Observation, policies } from '../../src/index.ts'
import { envWith, isFull, meanWithInterval, seedsFrom } from './play.ts'

/**
 * One situation: everything is known and the case has to be told. Two replies of the same content, one brisk, one
 * with kind words first. Each is tried in a fork of the same moment and played on by the playbook; the value is the
 * customer's satisfaction index, paired.
 */
const situation = { scenario: 'refund-not-arrived-v1', cause: 'pending' } as const
const playbook = policies.find(policy => policy.id === 'playbook')!
const seeds = seedsFrom(700_000, isFull ? 800 : 300)
const env = envWith()

const isKind = ({ act }: AgentAct): boolean => ['acknowledge', 'empathize', 'apologize'].includes(act)
const replies = {
  brisk: (acts: AgentAct[]): AgentAct[] => acts.filter(act => !isKind(act)),
  kind: (acts: AgentAct[]): AgentAct[] => [
    { act: 'empathize' },
    { act: 'acknowledge' },
    ...acts.filter(act => !isKind(act)),
  ],
}

/** Satisfaction after the kind reply minus that after the brisk one, per seed on which the moment is reached. */
function kindMinusBrisk(persona: string): number[] {
  return seeds.flatMap(seed => {
    env.reset({ seed, options: { ...situation, persona } })
    const acts = actsToTell(env, seed)
    return acts === null
      ? []
      : [satisfactionAfter(replies.kind(acts), seed) - satisfactionAfter(replies.brisk(acts), seed)]
  })
}

/** Plays until the playbook would tell the case; its words, or null when the ticket ended before. */
function actsToTell(at: Env<Observation>, seed: number): AgentAct[] | null {
  const policy = playbook.make(seed)
  let step = at.step({ type: 'reply', acts: [{ act: 'greet' }] })
  while (!step.terminated) {
    const { action } = policy.act(step.observation, step.info)
    if (typeof action === 'number' || action.type === 'escalate') return null
    if (action.type === 'reply') return action.acts
    step = at.step(action)
  }
  return null
}

function satisfactionAfter(acts: AgentAct[], seed: number): number {
  const fork = env.fork()
  const policy = playbook.make(seed)
  let step = fork.step({ type: 'reply', acts })
  while (!step.terminated) step = fork.step(policy.act(step.observation, step.info).action)
  return fork.report().satisfaction
}

test('the best next reply differs for at least three pairs of archetypes in the same situation', () => {
  const preferences = ['busy-professional', 'opportunist', 'easy-regular', 'confused-novice', 'venter'].map(
    persona => {
      const { mean, low, high } = meanWithInterval(kindMinusBrisk(persona))
      console.log(`${persona}: kind − brisk = ${mean.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`)
      return { persona, prefers: low > 0 ? 'kind' : high < 0 ? 'brisk' : 'neither' }
    },
  )
  const kind = preferences.filter(({ prefers }) => prefers === 'kind')
  const brisk = preferences.filter(({ prefers }) => prefers === 'brisk')
  expect(kind.length * brisk.length).toBeGreaterThanOrEqual(3)
})
