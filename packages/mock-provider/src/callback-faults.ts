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

/** Leads back to the application, not to a page of the provider's own. */
const spoils = (answer: Outgoing) => /[?&](?:code|error)=/.test(locationOf(answer))
const hasState = (answer: Outgoing) => /[?&]state=/.test(locationOf(answer))
const bringsCode = (answer: Outgoing) => /[?&]code=/.test(locationOf(answer))

const edited = (answer: Outgoing, edit: (query: URLSearchParams) => void): Outgoing => {
  const url = new URL(locationOf(answer))
  edit(url.searchParams)
  return withHeaders(answer, { Location: url.href })
}

export const callbackFaults = {
  stateDropped: kind<true>({
    describe: 'the callback has no state',
    client: 'refuses the callback: it answers no login of its own',
    example: true,
    problem: yes,
    ...ofCallbacks,
    spoils: hasState,
    apply: async (_, { proceed }) => edited(await proceed(), (query) => query.delete('state')),
  }),
  stateAltered: kind<true>({
    describe: 'the callback has another state than the request',
    client: 'refuses the callback: it answers no login of its own',
    example: true,
    problem: yes,
    ...ofCallbacks,
    spoils,
    apply: async (_, { proceed }) =>
      edited(await proceed(), (query) => query.set('state', `${query.get('state') ?? ''}x`)),
  }),
  mixUpIssuer: kind<string>({
    describe: 'the callback names this issuer, as after a mix-up attack (RFC 9207)',
    client: 'refuses the callback before it sends the code anywhere',
    example: 'https://attacker.example',
    problem: text(/^https?:\/\/[^\s?#]+$/, 'an issuer like https://attacker.example'),
    ...ofCallbacks,
    spoils,
    apply: async (issuer, { proceed }) =>
      edited(await proceed(), (query) => query.set('iss', issuer)),
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
    spoils: bringsCode,
    apply: async (error, { proceed }) =>
      edited(await proceed(), (query) => {
        query.delete('code')
        query.set('error', error)
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
