import { htmlPage } from '../answers.ts'
import { toSite } from '../page.ts'
import { withName } from '../words.ts'
import { loginRequired, readLoginRequest } from './login-request.ts'
import type { Parts, Route } from './route.ts'

/** `GET /login` of a site with several providers: which one? What was asked goes along. */
export const chooseRoute =
  (providers: ReadonlyMap<string, Parts>): Route =>
  async (request, { settings: { site } }) => {
    const asked = readLoginRequest(request, site)
    // Nobody can choose without a page.
    if (asked.isSilent) return loginRequired(asked, site)
    const { search } = new URL(request.url)
    const links = [...providers.values()].map(({ client, loginPath }) => ({
      href: loginPath + search,
      text: withName('loginWith', client.provider.name),
    }))
    return htmlPage(request, { text: ({ choose }) => choose, links: [...links, toSite] })
  }
