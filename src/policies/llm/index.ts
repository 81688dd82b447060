export { EndpointOptions } from './endpoint.ts'
export { llmPolicy } from './llm.ts'
