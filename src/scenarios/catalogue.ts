import { existsSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseFile, yamlFilesIn } from '../core/data.ts'
import { SupportGymError } from '../core/errors.ts'
import { freeze } from '../core/freeze.ts'
import { unknownName } from '../core/suggest.ts'
import { Cast, CustomerModel, PersonaPack } from '../personas/index.ts'
import { Company, Scenario } from './schema.ts'
import { buildTemplate, type Template } from './template.ts'

/** The data an env is made of: scenarios and companies by id, and the fixtures, each run once when first needed. */
export interface Catalogue {
  readonly scenarios: readonly Scenario[]
  readonly companies: readonly Company[]
  scenario(id: string): Scenario
  template(scenario: string, cause: string, variant: string): Template
  /** The template a world names: `scenario/cause/variant`. */
  templateById(id: string): Template
}

const packageRoot = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

const shippedFolder = join(packageRoot, 'scenarios')

/**
 * The scenarios that ship, read once and frozen, or those of another folder (`*.yaml`; companies in `companies/`, or the
 * ones that ship).
 */
export function loadCatalogue(folder?: string): Catalogue {
  return folder === undefined
    ? readOnce('catalogue', () => readCatalogue(shippedFolder))
    : readCatalogue(folder)
}

/** Throws `invalid_data` where there is no folder, or no scenario in it. */
function readCatalogue(folder: string): Catalogue {
  const files = existsSync(folder) && statSync(folder).isDirectory() ? yamlFilesIn(folder) : []
  if (files.length === 0) {
    throw new SupportGymError(
      'invalid_data',
      `${folder}: expected a folder with scenarios (*.yaml), found none.`,
    )
  }
  const scenarios = files.map(file => parseFile(file, Scenario))
  const own = join(folder, 'companies')
  const companies = yamlFilesIn(existsSync(own) ? own : join(shippedFolder, 'companies'))
  return catalogueOf(
    scenarios,
    companies.map(file => parseFile(file, Company)),
  )
}

/** A catalogue over scenarios and companies already at hand. */
export function catalogueOf(scenarios: readonly Scenario[], companies: readonly Company[]): Catalogue {
  const templates = new Map<string, Template>()
  const scenario = (id: string): Scenario => {
    const found = scenarios.find(candidate => candidate.id === id)
    if (found === undefined) {
      throw unknownName(
        'scenario',
        id,
        scenarios.map(candidate => candidate.id),
      )
    }
    return found
  }
  const templateById = (id: string): Template => {
    const known = templates.get(id)
    if (known !== undefined) return known
    const [scenarioId, cause, variant] = id.split('/')
    const of = scenario(scenarioId!)
    const company = companies.find(candidate => candidate.id === of.company)
    if (company === undefined) {
      throw unknownName(
        'company',
        of.company,
        companies.map(candidate => candidate.id),
      )
    }
    const template = buildTemplate(of, company, { cause: cause!, variant: variant! })
    templates.set(id, template)
    return template
  }
  return {
    scenarios,
    companies,
    scenario,
    template: (id, cause, variant) => templateById(`${id}/${cause}/${variant}`),
    templateById,
  }
}

/** The archetypes that ship under this name, read once and frozen, or those in a file. */
export function loadPersonaPack(nameOrFile = 'default'): PersonaPack {
  const read = (): PersonaPack => parseFile(packFile(nameOrFile), PersonaPack)
  return isFile(nameOrFile) ? read() : readOnce(`pack ${nameOrFile}`, read)
}

/** The archetypes or the seeded personas that ship under this name, read once and frozen, or those in a file. */
export function loadCast(nameOrFile = 'default'): Cast {
  const read = (): Cast => parseFile(packFile(nameOrFile), Cast)
  return isFile(nameOrFile) ? read() : readOnce(`cast ${nameOrFile}`, read)
}

/** The customer model that ships, with the source of every number; read once and frozen. */
export function loadCustomerModel(): CustomerModel {
  const file = join(packageRoot, 'personas', 'models', 'default.yaml')
  return readOnce('model', () => parseFile(file, CustomerModel))
}

const shipped = new Map<string, unknown>()

/** What ships under a key, which does not change while a program runs. */
function readOnce<T>(key: string, read: () => T): T {
  if (!shipped.has(key)) shipped.set(key, freeze(read()))
  return shipped.get(key) as T
}

function isFile(nameOrFile: string): boolean {
  return /\.(ya?ml|json)$/.test(nameOrFile)
}

function packFile(nameOrFile: string): string {
  if (isFile(nameOrFile)) return nameOrFile
  const known = yamlFilesIn(join(packageRoot, 'personas')).map(path => basename(path, '.yaml'))
  if (!known.includes(nameOrFile)) throw unknownName('persona pack', nameOrFile, known)
  return join(packageRoot, 'personas', `${nameOrFile}.yaml`)
}
