import type { Command } from 'commander'
import { type LoggedRequest, readScript, scriptedModel } from '../server/scripted/index.ts'
import { interrupted } from './interruption.ts'
import { wholeNumber } from './options.ts'

interface ServeOptions {
  readonly script: string
  readonly port: number
  readonly quiet: boolean
}

const EXAMPLE = '\nExample:\n  $ supportgym llm serve --script examples/scripted-model.yaml --port 12112\n'

/** `llm serve`: a model that plays a script, over HTTP. */
export function addLlm(program: Command): void {
  const llm = program
    .command('llm')
    .summary('serve a scripted model to code on the openai SDK')
    .description('Serves a model that plays a script to code on the unmodified openai SDK.')
    .addHelpText('after', EXAMPLE)
  llm
    .command('serve')
    .summary('serve a scripted model over HTTP')
    .description(
      'Serves an OpenAI-compatible endpoint on this machine that answers by a script, until Ctrl-C: words, tool ' +
        'calls, errors, delays, lost connections. Of the rules of the script the first one that fits is played.',
    )
    .requiredOption('--script <file>', 'what the model says, as YAML or JSON')
    .option('--port <number>', 'where to listen; 0 takes a free port', wholeNumber(0, 65_535), 12_112)
    .option('-q, --quiet', 'no line for each request', false)
    .addHelpText('after', EXAMPLE)
    .action((options: ServeOptions) => serve(options))
}

/** Serves until Ctrl-C. */
async function serve({ script: file, port, quiet }: ServeOptions): Promise<void> {
  const script = readScript(file)
  const model = await scriptedModel(script, { port, ...(quiet ? {} : { log }) })
  process.stdout.write(`${greeting(model.baseURL, { file, model: script.model })}\n`)
  await interrupted()
  await model.close()
}

function greeting(
  baseURL: string,
  { file, model }: { readonly file: string; readonly model: string },
): string {
  return [
    `The model of ${file}, at ${baseURL}`,
    `  new OpenAI({ apiKey: 'any', baseURL: '${baseURL}' })`,
    `  supportgym run --policy llm --model ${model} --base-url ${baseURL} -n 1`,
    'Ctrl-C ends it.',
  ].join('\n')
}

function log({ method, path, status }: LoggedRequest): void {
  process.stdout.write(`${new Date().toISOString()} ${method} ${path} ${status ?? 'not answered'}\n`)
}
