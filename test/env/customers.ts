import {
  type CustomerState,
  type Env,
  type EpisodeOptions,
  makeEnv,
  type Observation,
  policyNamed,
  type Report,
  type Timestep,
} from '../../src/index.ts'

export const ID = 'billing-support-v4'
const env = makeEnv(ID)

export interface Ended {
  readonly report: Report
  readonly steps: readonly Timestep<Observation>[]
}

/** Plays one episode by a policy that ships. */
export function played(
  policy: string,
  seed: number,
  { options = {}, in: place = env }: { readonly options?: EpisodeOptions; readonly in?: Env } = {},
): Ended {
  const agent = policyNamed(policy).make(seed)
  const steps: Timestep<Observation>[] = []
  let { observation, info } = place.reset({ seed, options })
  for (;;) {
    const step = place.step(agent.act(observation, info).action)
    steps.push(step)
    if (step.terminated || step.truncated) return { report: place.report(), steps }
    ;({ observation, info } = step)
  }
}

/** A customer of the company that charged them twice, as a policy has left them; one who has not gone for good. */
export function stateAfter(policy: string, seed: number): CustomerState {
  const options = { scenario: 'duplicate-charge-v1', cause: 'duplicate-capture' }
  return { ...played(policy, seed, { options }).report.customer, churned: false }
}
