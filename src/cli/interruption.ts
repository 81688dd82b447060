import { INTERRUPTED } from './fault.ts'

/** Whether somebody has asked this process to end. */
export interface Interruption {
  came(): boolean
  /** No longer listens: a signal ends the process as usual. */
  off(): void
}

/** Ctrl-C, and how Slurm and Kubernetes ask a process to end. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const
/** Under npm and npx one Ctrl-C arrives twice: what follows the first so closely is the same one. */
const ONE_PRESS_MS = 500

/** Listens for Ctrl-C; the second one ends the process at once. */
export function onInterrupt({ quiet }: { readonly quiet: boolean }): Interruption {
  return listen(() => {
    if (!quiet)
      process.stderr.write('\nEnding with the episodes that have begun; Ctrl-C again ends at once.\n')
  })
}

/** Waits until this process is asked to end; to ask again ends it at once. */
export function interrupted(): Promise<void> {
  return new Promise(resolve => listen(resolve))
}

function listen(onFirst: () => void): Interruption {
  let firstMs: number | null = null
  const interrupt = (): void => {
    if (firstMs !== null) {
      if (performance.now() - firstMs > ONE_PRESS_MS) process.exit(INTERRUPTED)
      return
    }
    firstMs = performance.now()
    onFirst()
  }
  for (const signal of SIGNALS) process.on(signal, interrupt)
  return {
    came: () => firstMs !== null,
    off: () => {
      for (const signal of SIGNALS) process.off(signal, interrupt)
    },
  }
}
