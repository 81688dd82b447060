import { type Command, Option } from 'commander'
import pc from 'picocolors'
import type { Labelled, Split } from '../language/paraphrases.ts'
import type { HeardAct, Hearing } from '../language/speech.ts'
import { type Evaluation, evaluate, loadUnderstanding } from '../language/understanding/index.ts'
import { type Catalogue, loadCatalogue, topicsExpected } from '../scenarios/index.ts'
import { actKey, type Complaint, complaints, type Topic } from '../world/acts.ts'
import { percent } from './findings.ts'
import { count, oneOf } from './options.ts'
import { plainTable } from './table.ts'

/** `language`: what the offline understanding makes of an agent's words, and how often it is right. */
export function addLanguage(program: Command): void {
  const language = program
    .command('language')
    .description('What the offline understanding makes of words, and how often it is right.')
  language
    .command('understand')
    .summary('print the acts that are heard in a text')
    .description(
      'Prints the acts that a customer hears in a text, how sure each is, and the words it rests on.',
    )
    .argument('<text>', "an agent's message")
    .option(
      '--complaint <name>',
      'what the talk is about',
      oneOf('complaint', complaints),
      'charge-questioned',
    )
    .option('--json', 'everything as JSON, alone on stdout', false)
    .addHelpText(
      'after',
      '\nExample:\n  $ supportgym language understand "Sorry! I have refunded the $49."\n',
    )
    .action(showUnderstood)
  language
    .command('evaluate')
    .summary('compare what is heard with what is meant, over the labelled texts')
    .description(
      'Precision, recall and F1 of every act over the labelled texts of one side, and how often what an act is about ' +
        'was heard right. Texts that are held out are counted, never shown.',
    )
    .addOption(
      new Option('--split <side>', 'which texts').choices(['held_out', 'tuning']).default('held_out'),
    )
    .option('--json', 'everything as JSON, alone on stdout', false)
    .addHelpText('after', '\nExample:\n  $ supportgym language evaluate --split tuning\n')
    .action(showEvaluation)
}

interface UnderstandOptions {
  readonly complaint: Complaint
  readonly json: boolean
}

async function showUnderstood(text: string, { complaint, json }: UnderstandOptions): Promise<void> {
  const understand = await loadUnderstanding()
  const understood = understand(text, hearingAbout(loadCatalogue(), complaint))
  if (json) {
    process.stdout.write(`${JSON.stringify(understood, null, 2)}\n`)
    return
  }
  const rows = understood.acts.map(heard => rowOf(heard, text))
  process.stdout.write(`${rows.length === 0 ? 'Nothing was heard in it.' : heardTable(rows)}\n`)
}

function heardTable(rows: readonly (readonly string[])[]): string {
  const heads = ['act', 'with', 'sure', 'words'].map(head => ({ head, align: 'left' as const }))
  return plainTable(heads, rows)
}

function rowOf({ act, confidence, span }: HeardAct, text: string): readonly string[] {
  const words = text.slice(span.from, span.to).replaceAll(/\s+/g, ' ')
  return [actKey(act), carried(act), percent(confidence), words]
}

function carried(act: HeardAct['act']): string {
  if (act.act === 'promise') return `within ${count(act.byWhenMinutes)} min`
  if (act.act !== 'confirm' || act.claim === undefined) return ''
  const { what, amountCents } = act.claim
  return amountCents === undefined ? what : `${what} of ${count(amountCents)} cents`
}

interface EvaluateOptions {
  readonly split: Split
  readonly json: boolean
}

async function showEvaluation({ split, json }: EvaluateOptions): Promise<void> {
  const understand = await loadUnderstanding()
  const evaluation = evaluate(understand, { split, hearingOf: hearingFrom(loadCatalogue()) })
  process.stdout.write(json ? `${JSON.stringify(evaluation, null, 2)}\n` : shown(evaluation))
}

function shown({ split, texts, exact, macroF1, acts, arguments: about }: Evaluation): string {
  const left = { head: '', align: 'left' as const }
  const right = (head: string) => ({ head, align: 'right' as const })
  return [
    `${count(texts)} texts, ${split} · exactly understood ${percent(exact)} · macro F1 ${pc.bold(macroF1.toFixed(3))}`,
    '',
    plainTable(
      [
        { ...left, head: 'act' },
        right('said'),
        right('heard'),
        right('precision'),
        right('recall'),
        right('F1'),
      ],
      acts.map(each => [
        each.act,
        count(each.said),
        count(each.heard),
        ...[each.precision, each.recall, each.f1].map(figure => figure.toFixed(3)),
      ]),
    ),
    '',
    plainTable(
      [{ ...left, head: 'what it is about' }, right('texts'), right('right')],
      about.map(each => [each.argument, count(each.count), percent(each.accuracy)]),
    ),
    '',
  ].join('\n')
}

/** What a customer with this complaint has in mind. */
export function hearingAbout(catalogue: Catalogue, complaint: Complaint): Hearing {
  return { nowMs: 0, complaint, topics: topicsExpected(catalogue, complaint) }
}

/** For each text the hearing of a customer whose case can be behind what it explains. */
export function hearingFrom(catalogue: Catalogue): (text: Labelled) => Hearing {
  const complaintBy = new Map<Topic, Complaint>()
  for (const { customer, causes } of catalogue.scenarios)
    for (const topic of Object.values(causes).flatMap(({ explains }) => explains))
      complaintBy.set(topic, complaintBy.get(topic) ?? customer.opening.complaint)
  return ({ acts }) => {
    const topic = acts.flatMap(act => (act.act === 'explain' ? [act.topic] : []))[0]
    return hearingAbout(catalogue, (topic && complaintBy.get(topic)) ?? 'wants-money-back')
  }
}
