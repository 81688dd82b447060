import type { Env } from '../../env/index.ts'
import { customerModelOf } from '../../make.ts'
import { type Cast, choosePersona, type Persona, type SeededPack } from '../../personas/index.ts'
import type { Choice } from '../../policies/index.ts'
import { playbook } from '../../policies/playbook.ts'
import { meanBy } from './estimators.ts'
import { ABOVE_ZERO, AT_MOST_ZERO, BELOW_ZERO, type Fact, number, points } from './finding.ts'
import { type Arm, type PlayedTicket, playTicket, type Stage, stageOver } from './ticket.ts'

/** A fact the playbook's tickets cannot show: the arms of one experiment, paired by customer and luck. */
export interface Experiment {
  readonly fact: Fact<Arms>
  /** Every arm for one seed. */
  play(seed: number): Arms
}

/** One ticket of each arm, by its name. */
export type Arms = Readonly<Record<string, PlayedTicket>>

type Action = Choice['action']

/** The experiments over one cast. */
export function experimentsOver(cast: Cast): readonly Experiment[] {
  return [apologies(cast), paradox(cast), overcompensation(cast), politeness(cast)]
}

/** Mean paired difference of satisfaction between two arms. */
function difference(one: string, other: string): (pairs: readonly Arms[]) => number | null {
  return meanBy(arms => arms[one]!.satisfaction - arms[other]!.satisfaction)
}

/** The company charged twice; the playbook, with n apologies in all, said before anything else. */
function apologies(cast: Cast): Experiment {
  const stage = stageOver(cast)
  const options = { scenario: 'duplicate-charge-v1', cause: 'duplicate-capture' }
  const arm = (n: number): Arm => ({
    script: [{ type: 'reply', acts: [{ act: 'greet' }, ...Array(n).fill({ act: 'apologize' as const })] }],
    change: withoutApologies,
  })
  return {
    fact: {
      id: 'apologies',
      what:
        'more than two apologies hurt ' +
        '(experiment: the playbook on a double charge, with 2, 3 and 5 apologies)',
      target: 'yes',
      parts: [
        number('satisfaction, 3 − 2', BELOW_ZERO, difference('three', 'two')),
        number('satisfaction, 5 − 3', BELOW_ZERO, difference('five', 'three')),
      ],
    },
    play: seed => ({
      two: ticket(stage, seed, { options, arm: arm(2) }),
      three: ticket(stage, seed, { options, arm: arm(3) }),
      five: ticket(stage, seed, { options, arm: arm(5) }),
    }),
  }
}

function withoutApologies(action: Action): Action {
  if (typeof action === 'number' || action.type !== 'reply') return action
  const acts = action.acts.filter(({ act }) => act !== 'apologize')
  return { ...action, acts: acts.length === 0 ? [{ act: 'acknowledge' }] : acts }
}

/**
 * The same money back for the same customer: nobody's fault; the company's fault, well recovered; the company's fault
 * and a promise broken on top.
 */
function paradox(cast: Cast): Experiment {
  const stage = stageOver(cast)
  const options = { scenario: 'duplicate-charge-v1', cause: 'duplicate-capture' }
  const faultless: Arm = { prepare: exonerate }
  const failedTwice: Arm = {
    script: [
      { type: 'reply', acts: [{ act: 'greet' }, { act: 'promise', what: 'refund', byWhenMinutes: 1 }] },
    ],
  }
  const churned = (arms: Arms, name: string): number => (arms[name]!.churned90d === true ? 1 : 0)
  return {
    fact: {
      id: 'recovery-paradox',
      what:
        'a first failure well recovered leaves customers happier than none, a second does not, churn never ' +
        'gains (experiment: the playbook refunds the same charge, at no fault, one failure, two failures)',
      target: 'once only, never in churn',
      parts: [
        number('satisfaction, one failure − none', ABOVE_ZERO, difference('one', 'none')),
        number('satisfaction, two failures − none', BELOW_ZERO, difference('two', 'none')),
        points(
          'churn, one failure − none',
          [-0.005, Number.POSITIVE_INFINITY],
          meanBy(arms => churned(arms, 'one') - churned(arms, 'none')),
        ),
      ],
    },
    play: seed => ({
      none: ticket(stage, seed, { options, arm: faultless }),
      one: ticket(stage, seed, { options }),
      two: ticket(stage, seed, { options, arm: failedTwice }),
    }),
  }
}

/** Takes the blame from the company, and changes nothing else. */
function exonerate(env: Env): void {
  const snapshot = structuredClone(env.snapshot())
  const [first] = snapshot.world.tickets
  first!.hidden = { ...first!.hidden, blame: 0 }
  env.restore(snapshot)
}

/** A refund that failed is made good by credit, of 100, 150 and 200 % of the loss; no rule stands in the way. */
function overcompensation(cast: Cast): Experiment {
  const stage = stageOver(cast, { guardrails: [] })
  const options = { scenario: 'refund-not-arrived-v1', cause: 'failed' }
  const paying = (ratio: number): Arm => ({
    change: action =>
      typeof action !== 'number' && action.type === 'apply_credit'
        ? { ...action, amountCents: Math.round(ratio * action.amountCents) }
        : action,
  })
  return {
    fact: {
      id: 'overcompensation',
      what:
        'overcompensation pays to about 150 % and no further ' +
        '(experiment: credit of 100, 150 and 200 % of the loss)',
      target: 'plateau near 150 %',
      parts: [
        number('satisfaction, 150 − 100 %', ABOVE_ZERO, difference('half', 'even')),
        number('satisfaction, 200 − 150 %', AT_MOST_ZERO, difference('double', 'half')),
      ],
    },
    play: seed => ({
      even: ticket(stage, seed, { options, arm: paying(1) }),
      half: ticket(stage, seed, { options, arm: paying(1.5) }),
      double: ticket(stage, seed, { options, arm: paying(2) }),
    }),
  }
}

/** The same customers twice, rude and polite, in whatever the seed gives them. */
function politeness(cast: Cast): Experiment {
  const model = customerModelOf(cast)
  const played = (seed: number, level: number): PlayedTicket => {
    const persona = choosePersona(cast, seed, { asked: undefined, excluded: [], model })
    return ticket(stageOver(packOf(persona, level, cast)), seed)
  }
  const angry = ({ tones }: PlayedTicket): number =>
    tones.filter(tone => tone > 0).length / Math.max(1, tones.length)
  return {
    fact: {
      id: 'politeness',
      what:
        'more politeness shows less anger and leaves satisfaction about flat (experiment: the same customers with ' +
        'politeness .3 and .7)',
      target: 'yes',
      parts: [
        points(
          'annoyed or angry messages, polite − rude',
          BELOW_ZERO,
          meanBy(arms => angry(arms.polite!) - angry(arms.rude!)),
        ),
        number('satisfaction, polite − rude', [-0.1, 0.1], difference('polite', 'rude')),
      ],
    },
    play: seed => ({ rude: played(seed, 0.3), polite: played(seed, 0.7) }),
  }
}

function packOf(persona: Persona, politeness: number, { model }: Pick<Cast, 'model'>): SeededPack {
  const personas = [{ ...persona, traits: { ...persona.traits, politeness } }]
  return { id: 'one', seed: 0, personas, ...(model === undefined ? {} : { model }) }
}

function ticket(
  stage: Stage,
  seed: number,
  how: Omit<Parameters<typeof playTicket>[2], 'seed'> = {},
): PlayedTicket {
  return playTicket(stage, playbook.make(seed), { seed, ...how })
}
