import { htmlPage } from '../answers.ts'
import { toSite } from '../page.ts'
import type { Parts, Route } from './route.ts'

/** `GET /login` of a site with several providers: which one? What was asked goes along. */
export const chooseRoute =
  (providers: ReadonlyMap<string, Parts>): Route =>
  async (request) => {
    const { search } = new URL(request.url)
    const links = [...providers.values()].map(({ client, loginPath }) => ({
      href: loginPath + search,
      text: `Log in with ${client.provider.name}`,
    }))
    return htmlPage({ text: 'How do you want to log in?', links: [...links, toSite] })
  }
