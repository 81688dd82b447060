/** One integer per region: the index of its active leaf, in document order. */
export type Configuration = readonly number[]

/**
 * A statechart that owns control state only: send it an event, ask it what is available. `View` is what guards
 * may read; the machine's context is a reference to it and nothing else.
 */
export interface Statechart<View> {
  /** What runs it: tables compiled from the machine, or an XState actor. */
  readonly runtime: 'compiled' | 'xstate'
  /** Region names, in the order of a configuration's integers. */
  readonly regions: readonly string[]
  /** The leaves of each region, by region name: a configuration's integer is an index here. */
  readonly leaves: Readonly<Record<string, readonly string[]>>
  /** Whether any transition of the machine is for this event. */
  listensTo(event: string): boolean
  /** Whether an active leaf carries this tag. */
  hasTag(configuration: Configuration, tag: string): boolean
  initial(view: View): Configuration
  /** The configuration after the event and all it raised; the same configuration when nothing handles it. */
  send(configuration: Configuration, event: string, view: View): Configuration
  /** Whether the event would take a transition now. */
  can(configuration: Configuration, event: string, view: View): boolean
  /** How many events XState actors have received on behalf of this chart. */
  readonly actorEvents: () => number
}

/** What a machine's context is: guards read `context.view()`. A function, because XState walks objects it revives. */
export interface ChartContext<View> {
  readonly view: () => View
}
