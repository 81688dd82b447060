import { fileURLToPath } from 'node:url'
import { configDefaults, defineConfig } from 'vitest/config'

/** The full size plays a hundred times as much. */
const testTimeout = process.env.SUPPORTGYM_FULL === '1' ? 1_800_000 : 120_000

/** Everything once more on the interpreted runtime, but for the tests that choose the runtime themselves. */
const isInterpreted = process.env.SUPPORTGYM_RUNTIME === 'xstate'
const choosing = ['test/core/compile.test.ts', 'test/trace/recorded.test.ts']

/** Tests that replace a module for themselves, which the tests beside them must not see. */
const replacing = ['test/env/noise.test.ts']

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  // The examples import the package by its name, as a user does; here that is the source.
  resolve: {
    alias: {
      'supportgym/stripe': source('src/server/stripe.ts'),
      'supportgym/testing': source('src/testing/index.ts'),
      supportgym: source('src/index.ts'),
    },
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'together', // files share what they import: to load it for each again costs more than most tests do
          isolate: isInterpreted,
          include: ['test/**/*.test.ts', 'examples/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...replacing, ...(isInterpreted ? choosing : [])],
        },
      },
      { extends: true, test: { name: 'apart', include: replacing } },
    ],
    env: { NO_COLOR: '1' }, // what the command line prints is compared as text, wherever it runs
    maxWorkers: '100%', // by default one core is left idle, which is half of two
    setupFiles: isInterpreted ? ['test/interpreted.ts'] : [],
    testTimeout,
    hookTimeout: testTimeout,
  },
})
