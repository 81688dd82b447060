import { type EnvConfig, makeEnv, type Policy, policyNamed, type Trajectory } from '../../src/index.ts'
import { parseTrajectories, recordEpisode, TraceConfig, trajectoryText } from '../../src/trace/index.ts'

type Recorded = ReturnType<typeof recordEpisode>

export interface Given {
  readonly seed?: number
  readonly scenario?: string
  readonly config?: Partial<TraceConfig>
  readonly by?: Policy
}

/** An episode of a shipped policy, recorded. */
export function recorded(policy: string, { seed = 7, scenario, config = {}, by }: Given = {}): Recorded {
  const parsed = TraceConfig.parse(config)
  return recordEpisode(
    makeEnv('billing-support-v4', parsed satisfies EnvConfig),
    by ?? policyNamed(policy).make(seed),
    { seed, options: scenario === undefined ? {} : { scenario }, config: parsed, policy },
  )
}

/** The trajectories in a text, as a reader gets them. */
export async function read(text: string, name = 'episodes.jsonl'): Promise<Trajectory[]> {
  const found: Trajectory[] = []
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  for await (const trajectory of parseTrajectories(lines, name)) found.push(trajectory)
  return found
}

/** The same trajectory after a line was changed as a hand would change it in the file. */
export async function tampered(
  trajectory: Trajectory,
  line: number,
  change: (fields: Record<string, unknown>) => void,
): Promise<Trajectory> {
  const texts = trajectoryText(trajectory).trimEnd().split('\n')
  const fields = JSON.parse(texts[line - 1]!) as Record<string, unknown>
  change(fields)
  texts[line - 1] = JSON.stringify(fields)
  const [read_] = await read(texts.join('\n'))
  return read_!
}
