/** Who says what to whom, as the page draws it: the site's own requests, and those that a mock has logged. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Messages, type Party, shownQuery, shownValue } from './messages.ts'
import { providerNotes, siteNotes } from './notes.ts'
import type { Offer } from './offers.ts'

/** Endpoints that the person's own browser goes to; the others are called by the site's backend. */
const browserEndpoints = ['authorization', 'login', 'logout', 'endSession']

/** Adds what the mock logs to the messages: its request log is the provider's side of the story. */
export function drawProvider({ mock, messages, provider }: Offer): void {
  // Where the provider exchanges the code itself, the browser brings it; and a logout is the site's to ask for.
  const isCookieSession = mock.provider.protocol === 'cookie-session'
  const byBrowser = isCookieSession ? ['authorization', 'login', 'token'] : browserEndpoints
  mock.requests.subscribe(({ endpoint, method, path, params, status, rejection }) => {
    const note =
      (isCookieSession && providerNotes[`${provider.id} ${endpoint}`]) || providerNotes[endpoint]
    if (!note) return
    const caller: Party = byBrowser.includes(endpoint) ? 'browser' : 'site'
    const details = Object.entries(params).map(([name, value]) => [
      name,
      [value]
        .flat()
        .map((one) => (URL.canParse(one) ? shownValue(name, one) : one))
        .join(', '),
    ])
    messages.add({
      kind: 'request',
      from: caller,
      to: 'provider',
      label: `${method} ${path}`,
      details: Object.fromEntries(details),
      note,
    })
    messages.add({
      kind: 'answer',
      from: 'provider',
      to: caller,
      label: String(status),
      details: {},
      ...(rejection ? { rejection } : {}),
    })
  })
}

/** Notes a request of the browser and, when it is sent, the site's answer. */
export function recordRequest(
  request: IncomingMessage,
  response: ServerResponse,
  { messages, path, url: provider }: Pick<Offer, 'path' | 'url'> & { messages: Messages },
  origin: string,
): void {
  const url = new URL(request.url ?? '/', origin)
  const route = `${request.method} ${url.pathname.slice(path.length)}`
  const note = siteNotes[route]
  if (!note) return
  messages.add({
    kind: 'request',
    from: 'browser',
    to: 'site',
    label: `${request.method} ${url.pathname}`,
    details: shownQuery(url),
    note,
    ...(route === 'GET /auth/login' && { begins: true }),
  })
  response.once('finish', () => {
    const location = response.getHeader('location')
    const target = typeof location === 'string' ? new URL(location, origin) : undefined
    const label = target
      ? `${response.statusCode} to ${target.origin === provider ? 'the provider' : target.pathname}`
      : String(response.statusCode)
    messages.add({
      kind: 'answer',
      from: 'site',
      to: 'browser',
      label,
      details: target ? shownQuery(target) : {},
    })
  })
}
