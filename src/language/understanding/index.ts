/** What an agent's words mean: rules where the wording is telling, what was learnt from labelled texts for the rest. */
export { everyAct, phrase } from './canonical.ts'
export { type Evaluation, evaluate } from './evaluate.ts'
export { loadUnderstanding } from './load.ts'
