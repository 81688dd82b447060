import type { Info } from '../timestep.ts'
import { unlessThrows } from './lifecycle.ts'
import { type EnvCheck, type Finding, standAt, stepsOf, type Trial } from './trial.ts'

/** How an episode ends, and what is known then. */
export const endingChecks: readonly EnvCheck[] = [
  {
    name: 'episode-ends',
    about: 'Every episode ends within a bound, whatever the actions.',
    remedy: 'Truncate at an outer limit, or raise stepsMax of checkEnv.',
    *run(trial) {
      for (const { hasEnded, steps } of trial.recordings()) {
        if (!hasEnded)
          yield { expected: `an end within ${trial.stepsMax} steps`, arrived: `${steps.length} steps` }
      }
    },
  },
  {
    name: 'flags-exclude-each-other',
    about: 'terminated and truncated are booleans and never both true.',
    remedy: 'Let the end of the case win: a step that terminates does not truncate.',
    *run(trial) {
      for (const { timestep, label } of stepsOf(trial)) {
        const { terminated, truncated } = timestep
        if (typeof terminated === 'boolean' && typeof truncated === 'boolean' && !(terminated && truncated))
          continue
        const expected = `at most one of terminated and truncated at ${label}`
        yield { expected, arrived: `${terminated} and ${truncated}` }
      }
    },
  },
  {
    name: 'outcome-waits-for-settlement',
    about: 'The outcome is null until the case is settled, and then what the report says.',
    remedy: 'Keep what is latent out of info: outcome and pending come with the step that terminates.',
    run: leaks,
  },
  {
    name: 'tickets-follow-each-other',
    about:
      'Tickets are counted from 0, by one with each that is settled, and a settled ticket has an outcome.',
    remedy: 'Hand info.ticket and info.ticketOutcome through from the env inside.',
    *run(trial) {
      for (const { first, steps } of trial.recordings()) {
        yield* miscounted('reset', first.info, 0)
        for (const { label, before, timestep } of steps) {
          const { info, terminated } = timestep
          const isSettled = info.ticketOutcome !== null
          yield* miscounted(label, info, before.ticket + (isSettled && !terminated ? 1 : 0))
          if (terminated && info.ticketOutcome !== info.outcome) {
            const expected = `the last ticket's outcome, ${info.ticketOutcome}, as the episode's at ${label}`
            yield { expected, arrived: `${info.outcome}` }
          }
        }
      }
    },
  },
]

function* miscounted(label: string, { ticket }: Info, expected: number): Iterable<Finding> {
  if (ticket !== expected) yield { expected: `ticket ${expected} in view at ${label}`, arrived: `${ticket}` }
}

function* leaks(trial: Trial): Iterable<Finding> {
  for (const recording of trial.recordings()) {
    const { first, steps } = recording
    const last = steps.at(-1)
    const early = steps.filter(({ timestep }) => !timestep.terminated)
    yield* leak('reset', first.info)
    for (const { label, timestep } of early) yield* leak(label, timestep.info)
    if (last === undefined) continue
    standAt(trial, recording, steps.length - 1)
    yield* unlessThrows('not_settled', 'report before the end', () => trial.env.report())
    trial.env.step(last.action)
    if (last.timestep.terminated) yield* misreported(trial, last.timestep.info)
  }
}

function* leak(label: string, { outcome, pending }: Info): Iterable<Finding> {
  if (outcome === null && pending === null) return
  yield { expected: `no outcome and nothing pending at ${label}`, arrived: `${outcome} and ${pending}` }
}

/** At the end there is an outcome, or a handle under which one can be collected. */
function* misreported({ env }: Trial, { outcome, pending }: Info): Iterable<Finding> {
  if ((outcome === null) === (pending === null)) {
    const expected = 'either an outcome or something pending at the end'
    yield { expected, arrived: `outcome ${outcome}, pending ${pending}` }
    return
  }
  const { outcomeSettled } = pending === null ? env.report() : env.collect(pending).report
  if (outcome !== null && outcomeSettled !== outcome) {
    yield { expected: `the outcome of the report, ${outcomeSettled}`, arrived: outcome }
  }
}
