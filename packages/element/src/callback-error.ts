const parameter = 'sso_error'

/** Anybody can write an address or a message: only what looks like a code goes on to the page's listeners. */
export const codeIn = (written: unknown): string =>
  /^[a-z_]{1,40}$/.test(`${written}`) ? `${written}` : 'callback_invalid'

/** The `?sso_error=` that a failed login left in the page's address, taken out of it; else undefined. */
export function takeCallbackError(): string | undefined {
  const url = new URL(location.href)
  const code = url.searchParams.get(parameter)
  if (code === null) return
  url.searchParams.delete(parameter)
  history.replaceState(history.state, '', url)
  return codeIn(code)
}
