import { loginFailure } from '@sso-login/providers/languages'
import { htmlPage, script } from '../answers.ts'
import { toSite } from '../page.ts'
import { errorIn, withError } from '../return-to.ts'
import { pathOf, type Site } from '../site.ts'
import type { Route } from './route.ts'

/**
 * `GET /done`: where a login in a popup ends. It knows nothing of the login but why it failed, and tells the site's
 * other pages that alone, or that something changed: they ask `/session` themselves.
 */
export const doneRoute: Route = async (request, { settings: { site } }) => {
  const code = errorIn(request.url)
  if (code === null) {
    return htmlPage(request, {
      text: ({ loggedIn, closeWindow }) => `${loggedIn} ${closeWindow}`,
      links: [toSite],
      script: pathOf(site, 'done.js'),
    })
  }
  return htmlPage(request, {
    text: (words) => `${words[loginFailure(code)]} ${words.closeWindow}`,
    links: [{ href: `${pathOf(site, 'login')}?popup=1`, text: ({ retry }) => retry }],
    script: failureScript(site, code),
  })
}

/** Where a login ends, however it does: where the visitor was; in a popup, on the page that closes it. */
export const endOf = (
  { popup, returnTo = '/' }: { readonly popup?: true; readonly returnTo?: string },
  site: Site,
): string => (popup ? pathOf(site, 'done') : returnTo)

/** Address of the script for a page in a popup that tells the site's other pages why the login failed. */
export const failureScript = (site: Site, code: string): string =>
  withError(pathOf(site, 'done.js'), encodeURIComponent(code))

/** A file of its own: whatever Content-Security-Policy a proxy adds, the site's own scripts are in it. */
export const doneScriptRoute: Route = async ({ url }) => {
  const error = errorIn(url)
  return script(error === null ? tell('changed') + close : tell({ error }))
}

// As JSON it is a value of the script, whatever somebody wrote into the address.
const tell = (message: unknown) =>
  `new BroadcastChannel('sso-login').postMessage(${JSON.stringify(message)})\n`

// A moment, since a window that is gone sends nothing.
const close = 'setTimeout(() => close(), 100)\n'
