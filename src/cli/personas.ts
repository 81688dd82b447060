import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Command } from 'commander'
import { SupportGymError } from '../core/errors.ts'
import { unknownName } from '../core/suggest.ts'
import { seedPersonaPack } from '../make.ts'
import { type Archetype, type Cast, meanOf, type Persona } from '../personas/index.ts'
import { loadCast, loadPersonaPack } from '../scenarios/index.ts'
import { count, wholeNumber } from './options.ts'
import { plainTable } from './table.ts'

interface SeedCommandOptions {
  readonly pack: string
  readonly number: number
  readonly seed: number
  readonly out?: string
  readonly identities: boolean
  readonly force: boolean
}

/** `personas list`, `show` and `seed`: who the customers are. */
export function addPersonas(program: Command): void {
  const personas = program
    .command('personas')
    .summary('list and show simulated customers, or seed a pack of them')
    .description(
      'Simulated customers: archetypes with shares, and packs of concrete personas drawn from them.',
    )
  personas
    .command('list')
    .summary('list the archetypes or personas of a pack')
    .option('--pack <name or file>', 'a pack that ships, or a YAML or JSON file', 'default')
    .option('--json', 'as JSON', false)
    .addHelpText('after', '\nExample:\n  $ supportgym personas list --pack my-archetypes.yaml\n')
    .action(({ pack, json }: { readonly pack: string; readonly json: boolean }) => list(loadCast(pack), json))
  personas
    .command('show')
    .summary('show one archetype or persona, as JSON')
    .argument('<id>', 'as in the list')
    .option('--pack <name or file>', 'a pack that ships, or a YAML or JSON file', 'default')
    .addHelpText('after', '\nExample:\n  $ supportgym personas show venter\n')
    .action((id: string, { pack }: { readonly pack: string }) => print(asJson(entryOf(loadCast(pack), id))))
  personas
    .command('seed')
    .summary('draw concrete personas from archetypes')
    .description(
      'Draws concrete personas: archetypes by share, traits from their distributions. Same seed, same bytes.',
    )
    .option('--pack <name or file>', 'archetypes that ship, or a YAML or JSON file of them', 'default')
    .option('-n, --number <number>', 'how many', wholeNumber(1, 1_000_000), 100)
    .option('--seed <number>', 'seed of the whole pack', wholeNumber(0, Number.MAX_SAFE_INTEGER), 1)
    .option('-o, --out <file>', 'where to write (default: stdout)')
    .option('--identities', 'give each a name, an e-mail address and a company', false)
    .option('--force', 'overwrite --out', false)
    .addHelpText(
      'after',
      '\nExample:\n  $ supportgym personas seed --pack default -n 500 --seed 7 --out pack.json\n',
    )
    .action(seed)
}

const shownTraits = [
  'patience',
  'tech',
  'politeness',
  'assertiveness',
  'loyalty',
  'volatility',
  'rapport',
] as const

function list(cast: Cast, json: boolean): void {
  if (json) {
    print(asJson('personas' in cast ? cast.personas : cast.archetypes))
    return
  }
  const rows =
    'personas' in cast
      ? cast.personas.map(each => [each.id, each.archetype, ...traitsOf(each)])
      : cast.archetypes.map(each => [each.id, shareOf(each, cast.archetypes), ...traitsOf(each)])
  const heads = [
    { head: 'persona', align: 'left' as const },
    { head: 'personas' in cast ? 'archetype' : 'share', align: 'left' as const },
    ...shownTraits.map(head => ({ head, align: 'right' as const })),
  ]
  print(plainTable(heads, rows))
}

function traitsOf({ traits }: Archetype | Persona): string[] {
  return shownTraits.map(trait => meanOf(traits[trait]).toFixed(2))
}

function shareOf({ share }: Archetype, all: readonly Archetype[]): string {
  const whole = all.reduce((sum, each) => sum + each.share, 0)
  return `${((100 * share) / whole).toFixed(1)} %`
}

function entryOf(cast: Cast, id: string): Archetype | Persona {
  const entries: readonly (Archetype | Persona)[] = 'personas' in cast ? cast.personas : cast.archetypes
  const found = entries.find(entry => entry.id === id)
  if (found !== undefined) return found
  throw unknownName(
    'persona',
    id,
    entries.map(entry => entry.id),
  )
}

function seed({ pack, number, seed: from, out, identities, force }: SeedCommandOptions): void {
  const { id, archetypes, model } = loadPersonaPack(pack)
  if (out !== undefined && existsSync(out) && !force) {
    throw new SupportGymError(
      'would_overwrite',
      `${out} is already there: choose another --out, or add --force.`,
    )
  }
  const seeded = seedPersonaPack({
    archetypes,
    n: number,
    seed: from,
    id: `${id}-${from}`,
    identities,
    ...(model === undefined ? {} : { model }),
  })
  const text = `${asJson(seeded)}\n`
  if (out === undefined) {
    process.stdout.write(text)
    return
  }
  mkdirSync(dirname(out), { recursive: true })
  writeFileSync(out, text)
  print(`Wrote ${count(number)} personas of pack ${id}, seed ${from}: ${out}`)
}

function asJson(value: unknown): string {
  return JSON.stringify(value, null, 2)
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
