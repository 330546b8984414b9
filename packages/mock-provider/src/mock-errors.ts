/** The mock was set up wrongly; `path` says where, e.g. `clients[0].redirect_uris[1]`. */
export class MockConfigError extends Error {
  override readonly name = 'MockConfigError'
  /** Where the first problem is. */
  readonly path: string
  /** Everything that is wrong, each as `path: problem`. */
  readonly problems: readonly string[]

  constructor(path: string, problem: string, problems = [`${path}: ${problem}`]) {
    super(problems.join('\n'))
    this.path = path
    this.problems = problems
  }
}

/** Runs all checks, and throws what they found as one error. @throws MockConfigError */
export const requireAll = (checks: readonly (() => void)[]): void =>
  requireEach(checks, (check) => check())

/** Checks all items, and throws what was found as one error. @throws MockConfigError */
export function requireEach<Item>(
  items: readonly Item[],
  check: (item: Item, index: number) => void,
): void {
  const found: MockConfigError[] = []
  for (const [index, item] of items.entries()) {
    try {
      check(item, index)
    } catch (error) {
      if (!(error instanceof MockConfigError)) throw error
      found.push(error)
    }
  }
  const [first] = found
  if (!first) return
  const problems = found.flatMap((error) => error.problems)
  throw new MockConfigError(first.path, problems[0] as string, problems)
}

/** A method of the mock, or its control API, was called wrongly; `path` names the argument. */
export class MockUsageError extends Error {
  override readonly name = 'MockUsageError'
  readonly path: string

  constructor(path: string, problem: string) {
    super(`${path}: ${problem}`)
    this.path = path
  }
}
