import { parseSetCookie } from 'cookie-es'

type Fetch = (request: Request) => Promise<Response>

interface KeptCookie {
  name: string
  value: string
  path: string
  expiresAtMs: number
  secure: boolean
}

/** What a page's script or a test sees of an answer. */
export interface Visit {
  status: number
  headers: Headers
  /** Absolute, as the browser would follow it. */
  location: string | null
  body: string
}

/** A browser as far as cookies go: it keeps, sends and drops them as RFC 6265 says, and follows nothing by itself. */
export interface Browser {
  get(path: string, headers?: Record<string, string>): Promise<Visit>
  post(path: string, headers?: Record<string, string>, body?: string): Promise<Visit>
  /** What it sends along to a path. */
  cookieHeader(path: string): string
  cookies(): readonly KeptCookie[]
  cookie(nameEnd: string): KeptCookie | undefined
  setCookie(name: string, value: string, path?: string): void
  clear(): void
}

export function createBrowser(fetch: Fetch, origin: string, now: () => number): Browser {
  let jar: KeptCookie[] = []

  const matches = (path: string, cookiePath: string) =>
    path === cookiePath || path.startsWith(cookiePath.endsWith('/') ? cookiePath : `${cookiePath}/`)

  function cookieHeader(path: string): string {
    const { pathname } = new URL(path, origin)
    return jar
      .filter((cookie) => cookie.expiresAtMs > now())
      .filter((cookie) => matches(pathname, cookie.path))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ')
  }

  function keep(line: string): void {
    const {
      name,
      value = '',
      path = '/',
      maxAge,
      secure = false,
    } = parseSetCookie(line) ?? { name: '' }
    if (name.length + value.length > 4096) throw new Error(`${name} is too long for a cookie`)
    if (/^__(Host|Secure)-/.test(name) && !(secure && origin.startsWith('https:'))) {
      throw new Error(`${name} is refused here`)
    }
    jar = jar.filter((cookie) => cookie.name !== name || cookie.path !== path)
    if (maxAge === undefined) throw new Error(`${name} has no Max-Age`)
    if (maxAge > 0) jar.push({ name, value, path, secure, expiresAtMs: now() + maxAge * 1000 })
  }

  async function visit(path: string, init: RequestInit): Promise<Visit> {
    const url = new URL(path, origin)
    const request = new Request(url, init)
    const cookies = cookieHeader(path)
    if (cookies) request.headers.set('cookie', cookies)
    const response = await fetch(request)
    for (const line of response.headers.getSetCookie()) keep(line)
    const location = response.headers.get('location')
    return {
      status: response.status,
      headers: response.headers,
      location: location === null ? null : new URL(location, url).href,
      body: await response.text(),
    }
  }

  return {
    get: (path, headers = {}) => visit(path, { headers }),
    post: (path, headers = {}, body) =>
      visit(path, { method: 'POST', headers, ...(body === undefined ? {} : { body }) }),
    cookieHeader,
    cookies: () => jar,
    cookie: (nameEnd) => jar.find(({ name }) => name.endsWith(nameEnd)),
    setCookie(name, value, path = '/') {
      jar = jar.filter((cookie) => cookie.name !== name || cookie.path !== path)
      jar.push({ name, value, path, secure: true, expiresAtMs: Number.POSITIVE_INFINITY })
    },
    clear() {
      jar = []
    },
  }
}
