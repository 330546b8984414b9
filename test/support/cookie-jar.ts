/**
 * The cookies that a browser has for one host, by name. It knows nothing of paths, flags and times but those that end one:
 * `createBrowser` of test/server does, and refuses what a browser would.
 */
export class CookieJar extends Map<string, string> {
  /** As the header `Cookie`. */
  header(): string {
    return [...this].map((pair) => pair.join('=')).join('; ')
  }

  /** Takes what an answer sets, and drops what it takes back. */
  keep(answer: Response): void {
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (/; *(max-age=0\b|expires=Thu, 01 Jan 1970)/i.test(line)) this.delete(name)
      else this.set(name, value)
    }
  }
}
