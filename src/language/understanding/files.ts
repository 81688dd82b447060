import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { parseFile } from '../../core/data.ts'
import { freeze } from '../../core/freeze.ts'
import { topics } from '../../world/acts.ts'
import { claimable } from '../../world/deeds.ts'
import { Learnt } from './model.ts'
import { RuleBook } from './rules.ts'

const folder = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'language', 'understanding')

/** Where what was learnt is written. */
export const learntFile = join(folder, 'learnt.json')
/** What it is learnt from, beside the labelled set. */
export const examplesFile = join(folder, 'examples.yaml')

/** The sentence for every act, and for every claim without and with an amount. */
const Canon = z.strictObject({
  acts: z.record(z.string(), z.string()),
  claims: z.record(z.enum(claimable), z.tuple([z.string(), z.string()])),
})
export type Canon = z.infer<typeof Canon>

export function readRuleBook(): RuleBook {
  return parseFile(join(folder, 'rules.yaml'), RuleBook)
}

export function readCanon(): Canon {
  return freeze(parseFile(join(folder, 'canonical.yaml'), Canon))
}

/** The sentence for every topic. */
const TopicSentences = z.record(z.enum(topics), z.strictObject({ says: z.string() }))
export type TopicSentences = z.infer<typeof TopicSentences>

export function readTopics(): TopicSentences {
  return freeze(parseFile(join(folder, 'topics.yaml'), TopicSentences))
}

/** Words that say much the same, by a name for all of them. */
export function readSynonyms(): Readonly<Record<string, readonly string[]>> {
  return parseFile(join(folder, 'synonyms.yaml'), z.record(z.string(), z.array(z.string())))
}

/** More sentences to learn from, by what they mean: the key of an act, or `none`. */
export function readExamples(): Readonly<Record<string, readonly string[]>> {
  return parseFile(examplesFile, z.record(z.string(), z.array(z.string())))
}

/** Written by the training, so it is trusted to be JSON. */
export function readLearnt(): Learnt {
  return Learnt.parse(JSON.parse(readFileSync(learntFile, 'utf8')))
}
