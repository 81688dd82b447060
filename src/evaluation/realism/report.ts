import { makeEnv } from '../../make.ts'
import { type Cast, type SeededPack, seedPersonaPack } from '../../personas/index.ts'
import { policyNamed } from '../../reference/index.ts'
import { loadCast } from '../../scenarios/index.ts'
import { experimentsOver } from './experiments.ts'
import { personFact, ticketFacts } from './facts.ts'
import { type FactFound, findFact } from './finding.ts'
import { type PlayedTicket, playTicket } from './ticket.ts'

export interface RealismOptions {
  /** Tickets of the playbook; on top, a fifth as many of repeated persons and a twentieth in each experiment. */
  readonly tickets: number
  /** Ticket i has the seed seed + i. */
  readonly seed: number
  /** A pack, or the name or file of one; `default` by default. */
  readonly pack?: string | Cast
}

/** How the simulated customers compare with what is known of real ones. */
export interface RealismReport {
  readonly tickets: number
  readonly seed: number
  readonly pack: string
  readonly facts: readonly FactFound[]
}

export interface RealismProgress {
  readonly done: number
  readonly total: number
  readonly steps: number
}

const CONVERSATIONS = 5

/** Plays what the facts need and measures each; yields after every ticket, so that the caller sets the pace. */
export function* realism({
  tickets,
  seed,
  pack = 'default',
}: RealismOptions): Generator<RealismProgress, RealismReport> {
  const cast = typeof pack === 'string' ? loadCast(pack) : pack
  const plan = {
    seed,
    tickets,
    persons: Math.max(2, Math.round(tickets / (5 * CONVERSATIONS))),
    pairs: Math.ceil(tickets / 20),
  }
  const experiments = experimentsOver(cast)
  const total = tickets + plan.persons + experiments.length * plan.pairs
  let done = 0
  let steps = 0
  const after = (played: readonly PlayedTicket[]): RealismProgress => {
    done += 1
    for (const ticket of played) steps += ticket.steps
    return { done, total, steps }
  }
  const sample: PlayedTicket[] = []
  for (const ticket of playbookTickets(cast, plan)) {
    sample.push(ticket)
    yield after([ticket])
  }
  const persons: PlayedTicket[][] = []
  for (const conversations of conversationsOf(cast, plan)) {
    persons.push(conversations)
    yield after(conversations)
  }
  const facts = [...ticketFacts.map(fact => findFact(fact, sample)), findFact(personFact, persons)]
  for (const experiment of experiments) {
    const pairs = []
    for (let index = 0; index < plan.pairs; index++) {
      const arms = experiment.play(seed + index)
      pairs.push(arms)
      yield after(Object.values(arms))
    }
    facts.push(findFact(experiment.fact, pairs))
  }
  return { tickets, seed, pack: cast.id, facts }
}

/** Everything at once. */
export function realismReport(options: RealismOptions): RealismReport {
  const running = realism(options)
  for (;;) {
    const { value, done } = running.next()
    if (done === true) return value
  }
}

interface Plan {
  readonly seed: number
  readonly tickets: number
  readonly persons: number
}

function* playbookTickets(cast: Cast, { seed, tickets }: Plan): Generator<PlayedTicket> {
  const env = makeEnv('billing-support-v3', { personas: cast })
  const playbook = policyNamed('playbook')
  for (let index = 0; index < tickets; index++) {
    const own = seed + index
    yield playTicket(env, playbook.make(own), { seed: own })
  }
}

/** Several conversations of the same persons, each about whatever the seed brings. */
function* conversationsOf(cast: Cast, { seed, persons }: Plan): Generator<PlayedTicket[]> {
  const pack: SeededPack =
    'personas' in cast ? cast : seedPersonaPack({ archetypes: cast.archetypes, n: persons, seed })
  const env = makeEnv('billing-support-v3', { personas: pack })
  const playbook = policyNamed('playbook')
  for (const [person, { id }] of pack.personas.slice(0, persons).entries()) {
    yield Array.from({ length: CONVERSATIONS }, (_, at) => {
      const own = seed + person * CONVERSATIONS + at
      return playTicket(env, playbook.make(own), { seed: own, options: { persona: id } })
    })
  }
}
