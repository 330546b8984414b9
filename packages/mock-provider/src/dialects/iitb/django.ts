/** How the web framework under the provider answers: what the views themselves never see (seen). */
import type { Provider } from '@sso-login/providers'
import type { Rejection } from '../../checks.ts'
import type { Core } from '../../core.ts'
import type { Headers, Outgoing } from '../../http-message.ts'
import { errorPage } from '../../pages/error-page.ts'
import { escapeUri } from './python-text.ts'

export const noFraming = { 'X-Frame-Options': 'DENY' } as const
const htmlType = { 'Content-Type': 'text/html; charset=utf-8' } as const

export const emptyAnswer = (status: number, headers: Headers = {}): Outgoing => ({
  status,
  headers: { ...htmlType, ...noFraming, ...headers },
  body: '',
})

export const redirect = (location: string, headers: Headers = {}): Outgoing =>
  emptyAnswer(302, { Location: location, ...headers })

/** The slash is appended before anything else looks at the request, so nothing adds its headers. */
export const slashAppended = (path: string, query: string): Outgoing => ({
  status: 301,
  headers: { ...htmlType, Location: query === '' ? `${path}/` : `${path}/?${escapeUri(query)}` },
  body: '',
})

/** A page of the framework says nothing about caching; those of the mock do by themselves. */
export function asFramework(answer: Outgoing): Outgoing {
  if (answer.headers['Content-Type'] !== htmlType['Content-Type']) return answer
  const { 'Cache-Control': _, ...headers } = answer.headers
  return { ...answer, headers }
}

export const optionsOf = (allow: string): Outgoing => emptyAnswer(200, { Allow: allow })

export const methodNotAllowed = (allow: string): Outgoing => emptyAnswer(405, { Allow: allow })

export const notFound = ({ name }: Provider): Promise<Outgoing> =>
  errorPage(404, { site: name, title: 'Not found', text: 'There is no such page.' }, noFraming)

export const badRequest = ({ name }: Provider, text: string): Promise<Outgoing> =>
  errorPage(400, { site: name, title: 'Bad request', text }, noFraming)

export const serverError = ({ name }: Provider): Promise<Outgoing> =>
  errorPage(
    500,
    { site: name, title: 'Server error (500)', text: 'The provider failed at this request.' },
    noFraming,
  )

/** The provider raises where nobody catches. */
export const crash = async ({ provider }: Core, because: string): Promise<Rejection> => ({
  answer: await serverError(provider),
  because,
})

export const csrfFailed = ({ name }: Provider): Promise<Outgoing> =>
  errorPage(
    403,
    {
      site: name,
      title: 'Forbidden (403)',
      text: 'CSRF verification failed. Request aborted. Go back, reload the page and try again.',
    },
    noFraming,
  )
