import { Command } from 'commander'
import { packageVersion } from '../trace/index.ts'
import { addAblate } from './ablate.ts'
import { addBilling } from './billing.ts'
import { addCatalogue } from './catalogue.ts'
import { addEpisode } from './episode.ts'
import { reportFault } from './fault.ts'
import { addPlay } from './game.ts'
import { addLanguage } from './language.ts'
import { addLlm } from './llm.ts'
import { addMerge } from './merge.ts'
import { addPersonas } from './personas.ts'
import { addRealism } from './realism.ts'
import { addReplay } from './replay.ts'
import { addRun } from './run.ts'

/** Parses, runs one command, and turns whatever goes wrong into a message and an exit code: `argv` as a process has it. */
export async function runProgram(argv: readonly string[]): Promise<void> {
  try {
    await programOf().parseAsync(argv)
  } catch (error) {
    process.exitCode = reportFault(error, argv.includes('--debug'))
  }
}

function programOf(): Command {
  const program = new Command('supportgym')
    .description(
      'A gym for customer-service agents: simulated customers, a real ledger, delayed satisfaction.',
    )
    .version(packageVersion(), '-v, --version')
    .option('--debug', 'show the stack of an error')
    .exitOverride()
    .showHelpAfterError('Add --help to see what there is.')
    .addHelpText(
      'after',
      '\nExample:\n  $ supportgym run --episodes 100\n\nExit codes: 0 ok, 1 failed, 2 wrong use, 130 stopped by Ctrl-C.\n',
    )
  addRun(program)
  addMerge(program)
  addReplay(program)
  addEpisode(program)
  addAblate(program)
  addCatalogue(program)
  addPlay(program)
  addPersonas(program)
  addRealism(program)
  addBilling(program)
  addLanguage(program)
  addLlm(program)
  return program
}
