import { seedPersonaPack } from '../../make.ts'
import type { Cast, SeededPack } from '../../personas/index.ts'
import type { PolicyEntry } from '../../policies/index.ts'
import { policyNamed } from '../../reference/index.ts'
import { experimentsOver } from './experiments.ts'
import { personFact, ticketFacts } from './facts.ts'
import { type FactFound, findFact } from './finding.ts'
import { type PlayedTicket, playTicket, stageOver } from './ticket.ts'

/** How many tickets a measurement plays, and from which seed on: ticket i has the seed seed + i. */
export interface Size {
  readonly tickets: number
  readonly seed: number
}

/** What is yielded after each unit of work: the tickets that were played for it. */
type Work<Result> = Generator<readonly PlayedTicket[], Result>

const CONVERSATIONS = 5
const EXPERIMENTS = 4

/** Of so many tickets of the playbook: a fifth as many of repeated persons, a twentieth in each experiment. */
function planOf(tickets: number): { readonly persons: number; readonly pairs: number } {
  return { persons: Math.max(2, Math.round(tickets / (5 * CONVERSATIONS))), pairs: Math.ceil(tickets / 20) }
}

/** Units of work of `playFacts`. */
export function factsWork(tickets: number): number {
  const { persons, pairs } = planOf(tickets)
  return tickets + persons + EXPERIMENTS * pairs
}

/** Plays what the facts need and measures each; the playbook's tickets come with them. */
export function* playFacts(
  cast: Cast,
  { tickets, seed }: Size,
): Work<{ readonly facts: readonly FactFound[]; readonly sample: readonly PlayedTicket[] }> {
  const { persons, pairs } = planOf(tickets)
  const sample = yield* playPolicy(cast, policyNamed('playbook'), { tickets, seed })
  const conversations: (readonly PlayedTicket[])[] = []
  for (const own of conversationsOf(cast, { persons, seed })) {
    conversations.push(own)
    yield own
  }
  const facts = [...ticketFacts.map(fact => findFact(fact, sample)), findFact(personFact, conversations)]
  for (const experiment of experimentsOver(cast)) {
    const played = []
    for (let index = 0; index < pairs; index++) {
      const arms = experiment.play(seed + index)
      played.push(arms)
      yield Object.values(arms)
    }
    facts.push(findFact(experiment.fact, played))
  }
  return { facts, sample }
}

/** One policy's tickets. */
export function* playPolicy(
  cast: Cast,
  policy: PolicyEntry,
  { tickets, seed }: Size,
): Work<readonly PlayedTicket[]> {
  const stage = stageOver(cast)
  const sample: PlayedTicket[] = []
  for (let own = seed; own < seed + tickets; own++) {
    const ticket = playTicket(stage, policy.make(own), { seed: own })
    sample.push(ticket)
    yield [ticket]
  }
  return sample
}

/** Several conversations of the same persons, each about whatever the seed brings. */
function* conversationsOf(
  cast: Cast,
  { persons, seed }: { readonly persons: number; readonly seed: number },
): Generator<PlayedTicket[]> {
  const pack = 'personas' in cast ? cast : personsOf(cast, { persons, seed })
  const stage = stageOver(pack)
  const playbook = policyNamed('playbook')
  for (const [person, { id }] of pack.personas.slice(0, persons).entries()) {
    yield Array.from({ length: CONVERSATIONS }, (_, at) => {
      const own = seed + person * CONVERSATIONS + at
      return playTicket(stage, playbook.make(own), { seed: own, options: { persona: id } })
    })
  }
}

function personsOf(
  { archetypes, model }: Exclude<Cast, SeededPack>,
  { persons, seed }: { readonly persons: number; readonly seed: number },
): SeededPack {
  return seedPersonaPack({ archetypes, n: persons, seed, ...(model === undefined ? {} : { model }) })
}
