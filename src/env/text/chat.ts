/** A call of a tool, as chat completions have it: the arguments are JSON text. */
export interface ToolCall {
  readonly id: string
  readonly type: 'function'
  readonly function: { readonly name: string; readonly arguments: string }
}

/** What an agent answers: words for the customer, calls of tools, or both; the words come first. */
export interface AgentTurn {
  readonly role: 'assistant'
  readonly content: string | null
  /** As chat completions has it: not to be changed. */
  readonly tool_calls?: ToolCall[]
}

/** A message of a conversation, in the shape of chat completions. */
export type ChatMessage =
  | { readonly role: 'system' | 'user'; readonly content: string }
  | { readonly role: 'tool'; readonly tool_call_id: string; readonly content: string }
  | AgentTurn

/** A tool, in the shape of chat completions; its parameters as JSON Schema. */
export interface ChatTool {
  readonly type: 'function'
  readonly function: {
    readonly name: string
    readonly description: string
    readonly parameters: Readonly<Record<string, unknown>>
  }
}
