import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { parseFile, yamlFilesIn } from '../core/data.ts'
import { SupportGymError } from '../core/errors.ts'
import { unknownName } from '../core/suggest.ts'
import { envIds, makeEnv } from '../make.ts'
import { policies } from '../policies/index.ts'
import { referencePolicies } from '../reference/index.ts'
import {
  type Catalogue,
  Company,
  catalogueOf,
  checkOracle,
  loadCatalogue,
  Scenario,
  scenarioPage,
} from '../scenarios/index.ts'
import { addCompose } from './compose.ts'
import { count } from './options.ts'
import { pageWords } from './page.ts'
import { plainTable } from './table.ts'

/** `policies` and `scenarios`: what there is; `scenarios validate`: whether one's own fit. */
export function addCatalogue(program: Command): void {
  program
    .command('policies')
    .summary('list the policies that ship')
    .description(
      'Lists the policies that ship: exploits are there to be beaten, references know what no agent can.',
    )
    .option('--json', 'as JSON', false)
    .addHelpText('after', '\nExample:\n  $ supportgym policies\n')
    .action(({ json }: { readonly json: boolean }) => listPolicies(json))
  const scenarios = program
    .command('scenarios')
    .summary('list or show the scenarios that ship, or validate your own')
    .description('Lists the scenarios that ship.')
    .option('--json', 'as JSON', false)
    .addHelpText('after', '\nExample:\n  $ supportgym scenarios validate my-scenarios/*.yaml\n')
    .allowExcessArguments()
    .action(({ json }: { readonly json: boolean }, { args }: Command) => {
      if (args[0] !== undefined) {
        throw unknownName('command', args[0], ['list', 'show', 'validate', 'compose'])
      }
      listScenarios({ json })
    })
  scenarios
    .command('list')
    .summary('list the scenarios that ship')
    .option('--group <name>', 'those of this group: billing, technical, account or retention')
    .option('--tag <name>', 'those with this tag')
    .option('--json', 'as JSON', false)
    .addHelpText('after', '\nExample:\n  $ supportgym scenarios list --group retention --tag fault\n')
    .allowExcessArguments(false)
    .action((_options, command: Command) => listScenarios(command.optsWithGlobals<ListOptions>()))
  scenarios
    .command('show')
    .summary(
      'show one case: what the customer says, what can be found out, the causes and how each is graded',
    )
    .argument('<id>', 'a scenario that ships')
    .option('--json', 'as JSON', false)
    .addHelpText('after', '\nExample:\n  $ supportgym scenarios show duplicate-charge-v1\n')
    .action((id: string, _options, command: Command) =>
      showScenario(id, command.optsWithGlobals<ListOptions>().json),
    )
  scenarios
    .command('validate')
    .summary('check scenario files')
    .description('Checks scenario files: the schema, every fixture, every predicate of every oracle.')
    .argument('[files...]', 'YAML files (default: those that ship)')
    .addHelpText('after', '\nExample:\n  $ supportgym scenarios validate my-scenarios/late-refund-v1.yaml\n')
    .action((files: readonly string[]) => validate(files.length === 0 ? shippedFiles() : files))
  addCompose(scenarios)
}

function listPolicies(json: boolean): void {
  const listed = [
    ...policies.map(({ id, about, isExploit }) => ({ id, kind: isExploit ? 'exploit' : 'agent', about })),
    ...referencePolicies().map(({ id, about }) => ({ id, kind: 'reference', about })),
  ]
  const rows = listed.map(({ id, kind, about }) => [id, kind, about])
  print(json ? asJson(listed) : plainTable(heads(['policy', 'kind', 'what it does']), rows))
}

interface ListOptions {
  readonly json: boolean
  readonly group?: string
  readonly tag?: string
}

function listScenarios({ json, group, tag }: ListOptions): void {
  const { scenarios } = loadCatalogue()
  const listed = scenarios
    .filter(isOf('group', group, { scenarios, namesOf: each => [each.group] }))
    .filter(isOf('tag', tag, { scenarios, namesOf: each => each.tags }))
    .map(({ id, group, difficulty, title, causes, tags }) => ({
      id,
      group,
      difficulty,
      title,
      causes: Object.keys(causes),
      tags,
    }))
  const rows = listed.map(({ id, group, difficulty, title, causes, tags }) => [
    id,
    group,
    String(difficulty),
    title,
    causes.join(', '),
    tags.join(', '),
  ])
  const names = ['scenario', 'group', 'difficulty', 'title', 'hidden causes', 'tags']
  print(json ? asJson(listed) : plainTable(heads(names), rows))
}

/** Whether a scenario has the name asked for; all have, when none is. Throws `unknown_id` for a name that none has. */
function isOf(
  what: string,
  name: string | undefined,
  { scenarios, namesOf }: { scenarios: readonly Scenario[]; namesOf: (of: Scenario) => readonly string[] },
): (scenario: Scenario) => boolean {
  if (name === undefined) return () => true
  const known = [...new Set(scenarios.flatMap(namesOf))].sort()
  if (!known.includes(name)) throw unknownName(what, name, known)
  return scenario => namesOf(scenario).includes(name)
}

function showScenario(id: string, json: boolean): void {
  const catalogue = loadCatalogue()
  print(json ? asJson(catalogue.scenario(id)) : pageWords(scenarioPage(catalogue, id)))
}

const shippedFolder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'scenarios')

function shippedFiles(): string[] {
  return yamlFilesIn(shippedFolder)
}

/** Every file is checked; what is wrong with any of them is reported together, as `invalid_data`. */
function validate(files: readonly string[]): void {
  const faults = files.flatMap(file => faultsOf(file))
  if (faults.length > 0) throw new SupportGymError('invalid_data', faults.join('\n'))
  const what = files.length === 1 ? '1 scenario' : `${count(files.length)} scenarios`
  print(`${what} valid: ${files.map(file => basename(file, '.yaml')).join(', ')}`)
}

function faultsOf(file: string): string[] {
  try {
    const scenario = parseFile(file, Scenario)
    const catalogue = catalogueOf([scenario], companiesBeside(file))
    return Object.keys(scenario.causes).flatMap(cause => {
      const fault = faultOfCause(cause, scenario, catalogue)
      return fault === null ? [] : [`${file}: causes.${cause}: ${fault}`]
    })
  } catch (error) {
    return [messageOf(error)]
  }
}

/** Runs a cause's fixture in every variant and asks its oracle each question: the first fault, or null. */
function faultOfCause(cause: string, { id, variants }: Scenario, catalogue: Catalogue): string | null {
  for (const variant of variants) {
    try {
      const env = makeEnv(envIds[0], { scenarios: catalogue })
      env.reset({ seed: 1, options: { scenario: id, cause, variant: variant.id } })
      const { world } = env.snapshot()
      checkOracle(catalogue.template(id, cause, variant.id), { world, ticket: world.tickets[0]! })
    } catch (error) {
      return `variant ${variant.id}: ${messageOf(error)}`
    }
  }
  return null
}

/** The companies in `companies/` beside a scenario file; else those that ship. */
function companiesBeside(file: string): Company[] {
  const beside = join(dirname(file), 'companies')
  const folder = existsSync(beside) ? beside : join(shippedFolder, 'companies')
  return yamlFilesIn(folder).map(path => parseFile(path, Company))
}

function heads(names: readonly string[]): { readonly head: string; readonly align: 'left' }[] {
  return names.map(head => ({ head, align: 'left' }))
}

function asJson(value: unknown): string {
  return JSON.stringify(value, null, 2)
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
