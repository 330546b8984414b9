/** Faults of the authorization response: what the person's browser brings back to the application. */
import { errorName, kind, text, yes } from './fault-kind.ts'
import { type Outgoing, withHeaders } from './http-message.ts'
import { html } from './pages/html.ts'
import { pageAnswer } from './pages/layout.ts'

const endpoints = ['authorization'] as const
/** Those that an application of OAuth sees. */
const ofCallbacks = { endpoints, needs: 'tokens' } as const

const locationOf = ({ headers }: Outgoing): string =>
  typeof headers.Location === 'string' ? headers.Location : ''

/** Where the parameters of an answer stand: in the query, or in the fragment of the implicit flow (RFC 6749 4.2.2). */
const partOf = ({ hash }: URL): 'search' | 'hash' => (hash.includes('=') ? 'hash' : 'search')

/** None where the browser is not led back to the application, but to a page of the provider's own. */
function parametersOf(answer: Outgoing): URLSearchParams {
  const url = URL.parse(locationOf(answer))
  return new URLSearchParams(url?.[partOf(url)].slice(1))
}

const brings =
  (...names: string[]) =>
  (answer: Outgoing) => {
    const there = parametersOf(answer)
    return names.some((name) => there.has(name))
  }
const granted = ['code', 'access_token', 'id_token']
const spoils = brings('error', ...granted)
const bringsCode = brings('code')

const edited = (answer: Outgoing, edit: (params: URLSearchParams) => void): Outgoing => {
  const url = new URL(locationOf(answer))
  const params = parametersOf(answer)
  edit(params)
  url[partOf(url)] = params.toString()
  return withHeaders(answer, { Location: url.href })
}

export const callbackFaults = {
  stateDropped: kind<true>({
    describe: 'the callback has no state',
    client: 'refuses the callback: it answers no login of its own',
    example: true,
    problem: yes,
    ...ofCallbacks,
    spoils: brings('state'),
    apply: async (_, { proceed }) => edited(await proceed(), (params) => params.delete('state')),
  }),
  stateAltered: kind<true>({
    describe: 'the callback has another state than the request',
    client: 'refuses the callback: it answers no login of its own',
    example: true,
    problem: yes,
    ...ofCallbacks,
    spoils,
    apply: async (_, { proceed }) =>
      edited(await proceed(), (params) => params.set('state', `${params.get('state') ?? ''}x`)),
  }),
  mixUpIssuer: kind<string>({
    describe: 'the callback names this issuer, as after a mix-up attack (RFC 9207)',
    client: 'refuses the callback before it sends the code anywhere',
    example: 'https://attacker.example',
    problem: text(/^https?:\/\/[^\s?#]+$/, 'an issuer like https://attacker.example'),
    ...ofCallbacks,
    spoils,
    apply: async (issuer, { proceed }) =>
      edited(await proceed(), (params) => params.set('iss', issuer)),
  }),
  codeForAnotherClient: kind<true>({
    describe: 'the code was issued to another client',
    client: 'hears invalid_grant at the exchange; the person has to start again',
    example: true,
    problem: yes,
    ...ofCallbacks,
    spoils: bringsCode,
    apply: (_, { exchange, proceed }) => {
      exchange.bends = { codeOfAnotherClient: true }
      return proceed()
    },
  }),
  callbackError: kind<string>({
    describe: 'the callback brings this error (RFC 6749 4.1.2.1), and no code',
    client: 'fails with this code, and the person may start again',
    example: 'server_error',
    problem: errorName,
    ...ofCallbacks,
    spoils: brings(...granted),
    apply: async (error, { proceed }) =>
      edited(await proceed(), (params) => {
        for (const name of [...granted, 'token_type', 'expires_in', 'scope']) params.delete(name)
        params.set('error', error)
      }),
  }),
  duplicateCallback: kind<true>({
    describe:
      'the browser is sent to the callback twice: in a hidden frame, and a second later itself',
    client:
      'exchanges the code once; the visit that comes without its cookie, or second, does no harm',
    example: true,
    problem: yes,
    endpoints,
    spoils: bringsCode,
    apply: async (_, { core, proceed }) => {
      const callback = locationOf(await proceed())
      const body = html`<h1>One moment</h1><p><a href="${callback}">Go on</a></p><iframe src="${callback}" hidden></iframe>`
      const title = 'One moment'
      const page = await pageAnswer(200, { site: core.provider.name, title, body })
      const policy = page.headers['Content-Security-Policy']
      return withHeaders(page, {
        'Content-Security-Policy': `${policy}; frame-src ${new URL(callback).origin}`,
        Refresh: `1; url=${callback}`,
        // Under this status browsers pass it over; who plays the browser finds the callback in it.
        Location: callback,
      })
    },
  }),
} as const
