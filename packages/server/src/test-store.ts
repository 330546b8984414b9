import { type StoreCases, type StoreUnderTest, toolsFor } from './test-store/case.ts'
import { leaseCases } from './test-store/lease-cases.ts'
import { otherProcessCases } from './test-store/other-process.ts'
import { grantCases, recordCases, takeCases } from './test-store/record-cases.ts'

export type { StoreUnderTest } from './test-store/case.ts'

export interface TestStoreOptions {
  /** The test runner's own: `it` of Vitest or Jest, `test` of `node:test`. */
  it: (title: string, run: () => Promise<void>, timeoutMs: number) => unknown
  /**
   * URL of a module that exports `openStore(address)`. With it the cases of killed and stopped processes run too:
   * a store that several processes share has to pass them.
   */
  openStoreModule?: string | URL
  /** For the Node of those processes, e.g. `['--conditions=development']`; default none. */
  nodeArguments?: readonly string[]
}

/** Some cases start a process, and wait for time to go by. */
const caseTimeoutMs = 60_000

const allCases: StoreCases = {
  ...takeCases,
  ...grantCases,
  ...Object.fromEntries(
    (['sessions', 'grants'] as const).flatMap((kind) =>
      Object.entries({ ...recordCases, ...leaseCases }).map(([title, run]) => [
        `${kind}: ${title}`,
        (tools: Parameters<typeof run>[1]) => run(tools.store[kind], tools),
      ]),
    ),
  ),
}

/**
 * Every case that a store has to pass, whatever it is made of, as tests of the runner that is there.
 * @param makeStore Called for each case; it may give the same store each time.
 */
export function testStore(
  makeStore: () => StoreUnderTest | Promise<StoreUnderTest>,
  { it, openStoreModule, nodeArguments = [] }: TestStoreOptions,
): void {
  const add = (title: string, casesOf: (made: StoreUnderTest) => StoreCases) =>
    it(
      title,
      async () => {
        const made = await makeStore()
        try {
          await casesOf(made)[title]?.(toolsFor(made))
        } finally {
          await made.close?.()
        }
      },
      caseTimeoutMs,
    )

  for (const title of Object.keys(allCases)) add(title, () => allCases)
  if (openStoreModule === undefined) return
  const casesFor = ({ address = '' }: StoreUnderTest) =>
    otherProcessCases({ openStoreModule: String(openStoreModule), address, nodeArguments })
  for (const title of Object.keys(casesFor({} as StoreUnderTest))) add(title, casesFor)
}
