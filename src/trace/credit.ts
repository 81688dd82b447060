import type { SignalLine, StepLine, Trajectory } from './lines.ts'

/** What a signal is worth and which steps brought it about; a collected one has `step: null`. */
export type CreditedSignal = Pick<SignalLine, 'step' | 'causes' | 'reward'>

/**
 * The reward of each step (t = 1 …) with every signal's reward at its causing steps, in proportion to |weight|: the
 * weights have both signs, and shares of the whole must not. Step 0, what held at first contact, is nobody's doing and
 * takes no share. A signal whose reward a step already holds (`step`) moves from there. What else comes after the end,
 * such as a follow-up's tool call, goes to the step that ended its case. So the rewards sum to the return, and are the
 * same under every delivery.
 */
export function joinSignals(
  { steps, end }: Pick<Trajectory, 'steps' | 'end'>,
  signals: readonly CreditedSignal[],
): number[] {
  const rewards = steps.map(({ reward }) => reward)
  const endedAt = endsOf(steps)
  for (const { step, causes, reward } of signals) {
    if (step !== null) rewards[step - 1]! -= reward
    const endStep = endedAt[(step ?? steps.length) - 1]!
    for (const { step: at, share } of sharesOf(causes, endStep)) rewards[at - 1]! += share * reward
  }
  steps.forEach(({ executed, t }) => {
    if (executed?.type !== 'wait_for_next_signal') return
    rewards[endedAt[t - 1]! - 1]! += rewards[t - 1]!
    rewards[t - 1] = 0
  })
  rewards[endedAt.at(-1)! - 1]! += end.return - rewards.reduce((total, reward) => total + reward, 0)
  return rewards
}

/** For each step the one that ended its ticket's case: after that an agent can only wait for signals. */
function endsOf(steps: readonly StepLine[]): readonly number[] {
  const ends: number[] = []
  let first = 0
  steps.forEach(({ ticketOutcome }, index) => {
    if (ticketOutcome === undefined && index < steps.length - 1) return
    const own = steps.slice(first, index + 1)
    const waits = own.filter(({ executed }) => executed?.type === 'wait_for_next_signal').length
    ends.push(...own.map(() => index + 1 - waits))
    first = index + 1
  })
  return ends
}

function sharesOf(
  causes: CreditedSignal['causes'],
  endStep: number,
): readonly { readonly step: number; readonly share: number }[] {
  const acted = causes.filter(({ step }) => step >= 1)
  const whole = acted.reduce((total, { weight }) => total + Math.abs(weight), 0)
  // Where no step moved it, it goes to the one that ended the case.
  if (whole === 0) return [{ step: endStep, share: 1 }]
  return acted.map(({ step, weight }) => ({ step, share: Math.abs(weight) / whole }))
}
