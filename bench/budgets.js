/** The budgets of the design, each a ratio measured in one interleaved run: what it is of, and whether it is met. */
export const budgets = [
  {
    what: 'chart event, compiled against an XState actor',
    of: r => r('chart event').ratioToInterpreted,
    atLeast: 80,
  },
  { what: 'object step against Taxi-v4', of: r => r('object step').ratioToTaxi, atLeast: 8 },
  {
    what: 'object step against the interpreted env',
    of: r => r('object step').ratioToInterpreted,
    atLeast: 20,
  },
  { what: 'vector step of 1,024 against Taxi-v4', of: r => r('vector step, 1,024').ratioToTaxi, atLeast: 12 },
  {
    what: 'vector step of 1,024, times slower than by hand',
    of: r => inverse(r('vector step, 1,024').ratioToHandWritten),
    atMost: 2,
  },
  { what: 'reset, in object steps', of: r => r('object step').median / r('reset').median, atMost: 10 },
  { what: 'fork, in object steps', of: r => r('object step').median / r('fork').median, atMost: 3 },
  { what: 'observe, in object steps', of: r => r('object step').median / r('observe').median, atMost: 1 },
  { what: '10,000 playbook episodes, seconds', of: r => 10_000 / r('playbook episode').median, atMost: 5 },
  {
    what: 'two workers against one, on two cores',
    // Where two threads that share nothing do no better, there are no two cores to measure on.
    of: r => (r('two busy threads').median < 1.7 ? null : r('workers 2').ratioToOneWorker),
    atLeast: 1.6,
  },
  { what: 'Stripe requests over HTTP, a second', of: r => r('read over HTTP').median, atLeast: 1500 },
  { what: 'worded messages, a second', of: r => r('worded message').median, atLeast: 50_000 },
  { what: 'refund by the ledger, µs', of: r => microseconds(r('refund, ledger')), atMost: 5 },
  {
    what: "refund by the stripe SDK, beyond the SDK's own µs",
    of: r => microseconds(r('refund, stripe SDK')) - microseconds(r('the SDK by itself')),
    atMost: 50,
  },
  { what: 'replies understood a second', of: r => r('reply understood').median, atLeast: 5_000 },
  { what: 'memory per live env, KiB', of: r => r('memory per env').median / 1024, atMost: 8 },
]

/** Each budget with its figure; `isMet` is null where the figure could not be measured here. */
export function held(results) {
  const named = name => results.find(result => result.name === name)
  return budgets.map(({ what, of, atLeast, atMost }) => {
    const figure = of(named) ?? null
    const isMet = figure === null ? null : atLeast === undefined ? figure <= atMost : figure >= atLeast
    return { what, budget: atLeast === undefined ? `≤ ${atMost}` : `≥ ${atLeast}`, figure, isMet }
  })
}

function microseconds({ median: rate }) {
  return Number((1e6 / rate).toPrecision(3))
}

function inverse(ratio) {
  return ratio === null ? null : 1 / ratio
}
