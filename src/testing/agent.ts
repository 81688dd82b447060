import type { Observation } from '../env/index.ts'
import type { AsyncPolicy } from '../policies/index.ts'
import type { Action } from '../world/actions.ts'

/** An agent without a memory of its own: what it sees alone decides what it does, at once or in its own time. */
export type AgentFunction = (observation: Observation) => Action | number | Promise<Action | number>

/** Makes a fresh policy for each episode: for agents that remember. Every `PolicyEntry` is one. */
export interface AgentFactory {
  readonly id?: string
  make(seed: number): AsyncPolicy
}

/** Who is tested. */
export type Agent = AgentFunction | AgentFactory

/** What the agent is called in messages and recordings. */
export function nameOf(agent: Agent): string {
  return (typeof agent === 'function' ? agent.name : agent.id) || 'agent'
}

/** The agent as a policy for one episode. */
export function policyOf(agent: Agent, seed: number): AsyncPolicy {
  if (typeof agent !== 'function') return agent.make(seed)
  return { act: async observation => ({ action: await agent(observation), propensity: 1 }) }
}
