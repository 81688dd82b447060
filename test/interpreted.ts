import { vi } from 'vitest'

/**
 * `npm run test:interpreted`: the whole suite with every support machine run by an XState actor instead of tables (the
 * compiler's own tests are left out, and what a test spawns as a process runs what ships).
 */
vi.mock('../src/core/compile.ts', async original => {
  const { compile } = await original<typeof import('../src/core/compile.ts')>()
  const { interpret } = await import('../src/core/interpret.ts')
  return {
    compile: (machine: Parameters<typeof compile>[0]) =>
      machine.id === 'support' ? interpret(machine) : compile(machine),
  }
})
