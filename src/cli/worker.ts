import { workerData } from 'node:worker_threads'
import { policyNamed } from '../reference/index.ts'
import { answering } from '../rollout/index.ts'
import { playerOfChunks, type WorkerJob } from './play.ts'

const { identity, configHash, folder } = workerData as WorkerJob
const policies = identity.policies.map(policyNamed)

/** What a worker thread of `run --workers` does with each chunk that it is sent. */
export default answering(
  playerOfChunks({ identity, configHash, players: { isAsync: false, policies } }, folder),
)
