/** What the offline understanding does in a second: there is one way of it, and no env takes part. */
import { labelled } from '../dist/language/paraphrases.js'
import { loadUnderstanding } from '../dist/language/understanding/index.js'

const hearing = { nowMs: 0, complaint: 'charged-twice', topics: ['duplicate-charge', 'hold-expires'] }
const BATCH = 100
/** Replies before the first that is timed: patterns and loops are compiled while they are used. */
const WARM = 10_000

/** Replies of one to three sentences, as the labelled set has them. */
export async function repliesUnderstood() {
  const understand = await loadUnderstanding()
  const texts = labelled()
    .filter(({ split }) => split === 'tuning')
    .map(({ text }) => text)
  for (let reply = 0; reply < WARM; reply++) understand(texts[reply % texts.length], hearing)
  let next = 0
  return () => {
    const startedMs = performance.now()
    let heard = 0
    for (let reply = 0; reply < BATCH; reply++)
      heard += understand(texts[next++ % texts.length], hearing).acts.length
    return { units: BATCH, ms: performance.now() - startedMs, read: heard }
  }
}
