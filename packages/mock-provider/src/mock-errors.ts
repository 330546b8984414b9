/** The mock was set up wrongly; `path` says where, e.g. `clients[0].redirect_uris[1]`. */
export class MockConfigError extends Error {
  override readonly name = 'MockConfigError'
  readonly path: string

  constructor(path: string, problem: string) {
    super(`${path}: ${problem}`)
    this.path = path
  }
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
