/** What `GET /login` is asked for, whatever the provider's protocol. */
import { redirect } from '../answers.ts'
import { errorIn, safeReturnTo, withError } from '../return-to.ts'
import type { Site } from '../site.ts'
import { endOf } from './done.ts'

export interface LoginRequest {
  /** The page that asks, as it was written. */
  readonly page: string
  /** The same, kept within the site. */
  readonly returnTo: string
  readonly popup?: true
  readonly isSwitch: boolean
  /** Without a page for the visitor. Whoever wants to be somebody else needs one. */
  readonly isSilent: boolean
}

export function readLoginRequest({ url }: Request, site: Site): LoginRequest {
  const query = new URL(url).searchParams
  const page = query.get('return_to') ?? '/'
  const isSwitch = query.get('switch') === '1'
  return {
    page,
    returnTo: safeReturnTo(page, site),
    ...(query.get('popup') === '1' && { popup: true }),
    isSwitch,
    isSilent: query.get('prompt') === 'none' && !isSwitch,
  }
}

/** A silent login that a page asks for although it was told how the last one ended: it would go round in circles. */
export const isAskedAgain = ({ isSilent, page }: LoginRequest): boolean =>
  isSilent && errorIn(page) !== null

/** What a login without a page comes to where there has to be one. */
export const loginRequired = (asked: LoginRequest, site: Site): Response =>
  redirect(withError(endOf(asked, site), 'login_required'))

/** A browser that only guesses where the visitor may go must not start a login there. */
export const isPrefetch = ({ headers }: Request): boolean =>
  ['sec-purpose', 'purpose', 'x-moz'].some((name) => headers.get(name)?.includes('prefetch'))
