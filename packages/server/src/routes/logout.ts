import { LoginError } from '@sso-login/client'
import { failure, nothing, redirect, wantsJson } from '../answers.ts'
import { readCookies } from '../cookies.ts'
import { endSession } from '../end-session.ts'
import { asLoginError } from '../grants.ts'
import { safeReturnTo } from '../return-to.ts'
import type { Route } from './route.ts'

/** A form has room for an address, and for no more. */
const maxFormBytes = 8192

/** `POST /logout`, by a plain form or by a script of this site. */
export const logoutRoute: Route = async (request, parts) => {
  const { settings, sessions } = parts
  const { site, emit } = settings
  if (!isFromSite(request, site.origin)) {
    throw new LoginError({
      code: 'cross_site_request',
      step: 'logout',
      message: 'A logout came from another site.',
      hint: 'Post to it from a page of the site that the redirect URI belongs to.',
    })
  }
  const forget = [sessions.forgetCookie()]
  try {
    const session = await sessions.read(readCookies(request))
    if (session) {
      await endSession(session, parts)
      emit({ type: 'logout.finished', userId: session.record.userId })
    }
  } catch (error) {
    // The browser at least is signed out, and the visitor told that this may be all.
    const failed = asLoginError(error, 'logout')
    emit({ type: 'request.failed', error: failed })
    return failure(request, failed.code, forget)
  }
  if (wantsJson(request)) return nothing(forget)
  return redirect(safeReturnTo(await returnToOf(request), site), forget)
}

/**
 * `Sec-Fetch-Site` cannot be forged by a page; browsers without it, and plain http off loopback, send
 * `Origin` with every POST. `none` does not count: no visitor types a POST.
 */
function isFromSite({ headers }: Request, origin: string): boolean {
  const fetchSite = headers.get('sec-fetch-site')
  return fetchSite ? fetchSite === 'same-origin' : headers.get('origin') === origin
}

/** Of the query, or of the form that was posted. */
async function returnToOf(request: Request): Promise<string | null> {
  const inQuery = new URL(request.url).searchParams.get('return_to')
  if (inQuery !== null || !request.body) return inQuery
  const type = request.headers.get('content-type') ?? ''
  if (!type.startsWith('application/x-www-form-urlencoded')) return null
  return new URLSearchParams(await readShort(request.body)).get('return_to')
}

/** The text of a body; empty where it is too long. */
async function readShort(body: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.byteLength
    if (bytes > maxFormBytes) return ''
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}
