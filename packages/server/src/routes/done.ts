import { htmlPage, script } from '../answers.ts'
import { toSite } from '../page.ts'
import { errorIn } from '../return-to.ts'
import { pathOf } from '../site.ts'
import type { Route } from './route.ts'

/**
 * `GET /done`: where a login in a popup ends. It knows nothing of the login, and says to the site's other pages only that
 * something changed: they ask `/session` themselves.
 */
export const doneRoute: Route = async (request, { settings: { site }, loginPath }) => {
  if (errorIn(request.url) !== null) {
    return htmlPage({
      text: 'You are not logged in. You can close this window.',
      links: [{ href: `${loginPath}?popup=1`, text: 'Try again' }],
    })
  }
  return htmlPage({
    text: 'You are logged in. You can close this window.',
    links: [toSite],
    script: pathOf(site, 'done.js'),
  })
}

/** A file of its own: whatever Content-Security-Policy a proxy adds, the site's own scripts are in it. */
export const doneScriptRoute: Route = async () => script(announcement)

// A moment, since a window that is gone sends nothing.
const announcement = `new BroadcastChannel('sso-login').postMessage('changed')
setTimeout(() => close(), 100)
`
