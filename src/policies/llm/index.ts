export { llmPolicy } from './llm.ts'
