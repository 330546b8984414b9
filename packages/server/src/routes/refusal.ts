import type { LoginError } from '@sso-login/client'
import { problem, wordsFor } from '../answers.ts'
import type { KeptTransaction } from '../transactions.ts'
import { type Words, withName } from '../words.ts'
import { failureScript } from './done.ts'
import type { Parts } from './route.ts'

/** Why the site does not let a person in, and what they may do: be somebody else, or let it see what it judges by. */
export function refusal(
  request: Request,
  { hint, missing = [] }: LoginError,
  transaction: KeptTransaction | null,
  { client: { provider }, loginPath, settings: { site } }: Parts,
  cookies: readonly string[],
): Response {
  const { returnTo = '/', popup } = transaction ?? {}
  const again = new URLSearchParams({ return_to: returnTo, ...(popup && { popup: '1' }) })
  return problem(request, 403, 'not_allowed', hint ?? wordsFor('not_allowed'), cookies, {
    list: missing.map((scope) => withName('notShared', provider.scopes[scope]?.title ?? scope)),
    links: [
      ...(missing.length > 0
        ? [{ href: `${loginPath}?${again}`, text: ({ share }: Words) => share }]
        : []),
      { href: `${loginPath}?switch=1&${again}`, text: ({ switchUser }: Words) => switchUser },
    ],
    ...(popup ? { script: failureScript(site, 'not_allowed') } : {}),
  })
}
