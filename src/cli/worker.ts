import { workerData } from 'node:worker_threads'
import { policyNamed } from '../reference/index.ts'
import { answering } from '../rollout/index.ts'
import { loadCatalogue } from '../scenarios/index.ts'
import { playerOfChunks, type WorkerJob } from './play.ts'

const { identity, configHash, folder } = workerData as WorkerJob
const catalogue = loadCatalogue(identity.config.scenarios)
const policies = identity.policies.map(id => policyNamed(id, catalogue))

/** What a worker thread of `run --workers` does with each chunk that it is sent. */
export default answering(playerOfChunks({ identity, configHash }, policies, folder))
