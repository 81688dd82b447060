/**
 * What the env does in a second, on one core, and worker threads on several: every contender in turn in each round, so
 * that a slow moment of the machine falls on all alike; medians over rounds, ratios round by round.
 */

import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { held } from './budgets.js'
import { bytesPerEnv, measures, runtimes } from './measures.js'
import { startTaxi } from './taxi.js'
import { startWorkers, twoThreadsAgainstOne } from './workers.js'

const HELP = `Usage: npm run bench -- [--json] [--rounds N] [--only TEXT]

  --json      print { results, budgets } alone
  --rounds N  interleaved rounds (default 7)
  --only TEXT measures whose name contains TEXT
  SUPPORTGYM_PYTHON=PATH  a Python with gymnasium, to measure Taxi-v4 beside (default python3)`

const { values: given } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '7' },
    only: { type: 'string', default: '' },
    help: { type: 'boolean', default: false },
  },
})
if (given.help) {
  console.log(HELP)
  process.exit(0)
}

const ROUND_MS = 150
const WORKERS_ROUND_MS = 2_000
const rounds = Number(given.rounds)
if (!Number.isInteger(rounds) || rounds < 1)
  throw new Error(`--rounds: expected an integer ≥ 1, got "${given.rounds}".`)
const names = Object.keys(measures).filter(name => name.includes(given.only))
const workerCounts = [1, 2].filter(count => `workers ${count}`.includes(given.only))
if (names.length + workerCounts.length === 0)
  throw new Error(
    `--only: no measure contains "${given.only}"; there are ${Object.keys(measures).join('; ')}; workers 1; workers 2.`,
  )

setFlagsFromString('--expose-gc')
const memory = { name: 'memory per env', unit: 'bytes', median: bytesPerEnv(runInNewContext('gc')) }

const contenders = []
for (const name of names) {
  const { of, handWritten, isAlone = false } = measures[name]
  for (const runtime of isAlone ? ['compiled'] : runtimes)
    contenders.push({ name, by: runtime, work: await of(runtime), rates: [] })
  if (handWritten !== undefined) contenders.push({ name, by: 'handWritten', work: handWritten(), rates: [] })
}
const taxi = await startTaxi()
const taxiRates = []
const pools = []
for (const count of workerCounts) pools.push({ count, ...(await startWorkers(count)), rates: [] })
const ceilings = []

for (const { work } of contenders) await rateOf(work)
for (let round = 1; round <= rounds; round++) {
  if (process.stderr.isTTY) process.stderr.write(`\rround ${round} of ${rounds} `)
  for (const each of contenders) each.rates.push(await rateOf(each.work))
  if (taxi !== null) taxiRates.push(await taxi.rate(ROUND_MS / 1000))
  for (const each of pools) each.rates.push(await each.rate(WORKERS_ROUND_MS))
  if (pools.length === 2) ceilings.push(await twoThreadsAgainstOne())
}
if (process.stderr.isTTY) process.stderr.write('\r')
await taxi?.stop()
for (const pool of pools) await pool.stop()

const results = [
  ...names.map(name => {
    const by = contender => contenders.find(each => each.name === name && each.by === contender)?.rates
    const compiled = by('compiled')
    return {
      name,
      unit: measures[name].unit,
      median: round(median(compiled)),
      ratioToInterpreted: ratio(compiled, by('xstate')),
      ratioToHandWritten: ratio(compiled, by('handWritten')),
      ratioToTaxi: measures[name].unit === 'steps/s' && taxi !== null ? ratio(compiled, taxiRates) : null,
      interpreted: medianOf(by('xstate')),
      handWritten: medianOf(by('handWritten')),
    }
  }),
  { ...memory, ratioToInterpreted: null, ratioToHandWritten: null, ratioToTaxi: null },
  ...pools.map(({ count, rates }) => ({
    name: `workers ${count}`,
    unit: 'steps/s',
    median: round(median(rates)),
    ratioToOneWorker: pools.length === 2 ? ratio(rates, pools[0].rates) : null,
  })),
  ...(ceilings.length === 0
    ? []
    : [{ name: 'two busy threads', unit: '× one', median: round(median(ceilings)) }]),
  ...(taxi === null ? [] : [{ name: 'Taxi-v4', unit: 'steps/s', median: round(median(taxiRates)) }]),
]
const isWhole = given.only === ''
const budgets = isWhole ? held(results) : []

if (given.json) console.log(JSON.stringify({ node: process.version, rounds, results, budgets }, null, 2))
else print()

function print() {
  console.log(
    `Node ${process.version}, medians of ${rounds} interleaved rounds; × is the ratio, round by round.`,
  )
  console.log(row(['', 'compiled', 'unit', 'interpreted', '×', 'by hand', '×', '× Taxi-v4']))
  for (const result of results) {
    const {
      name,
      unit,
      median: rate,
      interpreted,
      ratioToInterpreted,
      handWritten,
      ratioToHandWritten,
    } = result
    const cells = [interpreted, ratioToInterpreted, handWritten, ratioToHandWritten, result.ratioToTaxi]
    const more = name === 'workers 2' ? `  ${shown(result.ratioToOneWorker)} × workers 1` : ''
    console.log(row([name, shown(rate), unit, ...cells.map(shown)]) + more)
  }
  if (taxi === null) console.log('Taxi-v4: no Python with gymnasium here (SUPPORTGYM_PYTHON names one).')
  for (const { what, budget, figure, isMet } of budgets) {
    const word = isMet === null ? 'not measured' : isMet ? 'met' : 'MISSED'
    console.log(`${what.padEnd(50)} ${budget.padStart(6)}  ${shown(figure).padStart(8)}  ${word}`)
  }
}

function row(cells) {
  const widths = [20, 13, 12, 13, 8, 13, 8, 10]
  return cells
    .map((cell, i) => (i === 0 || i === 2 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])))
    .join(' ')
}

function shown(value) {
  if (value === null || value === undefined) return '–'
  return value.toLocaleString('en-US', { maximumSignificantDigits: value < 1000 ? 3 : 21 })
}

async function rateOf(work) {
  const untilMs = performance.now() + ROUND_MS
  let units = 0
  let ms = 0
  do {
    const done = await work()
    units += done.units
    ms += done.ms
  } while (performance.now() < untilMs)
  return (1000 * units) / ms
}

/** The median of the rounds' ratios, to three digits. */
function ratio(ours, others) {
  if (others === undefined) return null
  return Number(median(ours.map((rate, index) => rate / others[index])).toPrecision(3))
}

function medianOf(rates) {
  return rates === undefined ? null : round(median(rates))
}

function median(values) {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

function round(value) {
  return Number(value.toPrecision(4))
}
