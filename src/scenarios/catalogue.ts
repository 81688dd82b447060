import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseDocument } from 'yaml'
import type { z } from 'zod'
import { SupportGymError } from '../core/errors.ts'
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

/** The scenarios that ship, or those of another folder (`*.yaml`; companies in `companies/`, or the ones that ship). */
export function loadCatalogue(folder = join(packageRoot, 'scenarios')): Catalogue {
  const scenarios = readFolder(folder).map(file => parseFile(file, Scenario))
  const own = join(folder, 'companies')
  const companies = readFolder(existsSync(own) ? own : join(packageRoot, 'scenarios', 'companies'))
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

/** The archetypes that ship under this name, or those in a file. */
export function loadPersonaPack(nameOrFile = 'default'): PersonaPack {
  return parseFile(packFile(nameOrFile), PersonaPack)
}

/** The archetypes or the seeded personas that ship under this name, or those in a file. */
export function loadCast(nameOrFile = 'default'): Cast {
  return parseFile(packFile(nameOrFile), Cast)
}

/** The customer model that ships, with the source of every number. */
export function loadCustomerModel(): CustomerModel {
  return parseFile(join(packageRoot, 'personas', 'models', 'default.yaml'), CustomerModel)
}

function packFile(nameOrFile: string): string {
  const isFile = /\.(ya?ml|json)$/.test(nameOrFile)
  const file = isFile ? nameOrFile : join(packageRoot, 'personas', `${nameOrFile}.yaml`)
  if (!isFile) {
    const known = readFolder(join(packageRoot, 'personas')).map(path => basename(path, '.yaml'))
    if (!known.includes(nameOrFile)) throw unknownName('persona pack', nameOrFile, known)
  }
  return file
}

/** Reads a YAML file against a schema; an error names the file, the place and what was expected there. */
export function parseFile<Schema extends z.ZodType>(file: string, schema: Schema): z.output<Schema> {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    throw new SupportGymError('invalid_data', `${file}: cannot be read; expected a YAML file there.`, {
      cause,
    })
  }
  const document = parseDocument(text)
  const [broken] = document.errors
  if (broken !== undefined) {
    const line = broken.linePos?.[0].line ?? 1
    throw new SupportGymError(
      'invalid_data',
      `${file}:${line}: not valid YAML: ${broken.message.split('\n')[0]}`,
    )
  }
  const parsed = schema.safeParse(document.toJS())
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues.map(issue => {
    const path = issue.path.map(String).join('.')
    return `${file}: ${path === '' ? 'top level' : path}: ${issue.message}`
  })
  throw new SupportGymError('invalid_data', issues.join('\n'))
}

function readFolder(folder: string): string[] {
  return readdirSync(folder)
    .filter(name => name.endsWith('.yaml'))
    .sort()
    .map(name => join(folder, name))
}
