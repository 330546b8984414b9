import { playwright } from '@vitest/browser-playwright'
import { defaultClientConditions, defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'
import { chromiumArgs, findChromium } from './support/chromium.ts'

const source = '@sso-login/source'
const executablePath = await findChromium()

/** What is waited for comes when the machine has time for it; one second, the default, is not much. */
const patience = { poll: { timeout: 20_000 } }

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  test: {
    // Of the tests marked concurrent: they wait most of the time.
    maxConcurrency: 64,
    projects: [
      {
        ssr: { resolve: { conditions: [source, ...defaultServerConditions] } },
        test: {
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/element/**', 'test/e2e/**'],
          // A machine may be slow; how fast we are is the benchmarks' to say.
          testTimeout: 30_000,
          hookTimeout: 60_000,
          expect: patience,
        },
      },
      {
        ssr: { resolve: { conditions: [source, ...defaultServerConditions] } },
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: patience,
        },
      },
      {
        resolve: { conditions: [source, ...defaultClientConditions] },
        test: {
          name: 'browser',
          include: ['test/element/**/*.test.ts'],
          testTimeout: 30_000,
          expect: patience,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { args: chromiumArgs, ...(executablePath ? { executablePath } : {}) },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
})
