import type { Site } from '../site.ts'
import type { NodeAdapter } from './node.ts'
import { type NodeRequest, type NodeResponse, urlOf } from './node-message.ts'

type Next = (error?: unknown) => void

/** `app.use('/auth', auth)` or `app.use(auth)`; what is not one of the routes goes to `next`, where there is one. */
export interface ExpressAdapter {
  (request: NodeRequest, response: NodeResponse, next?: Next): void
  /** `app.get('/me', auth.requireLogin, ...)`: goes on for who is signed in. */
  requireLogin(request: NodeRequest, response: NodeResponse, next: Next): void
  /** `login.askToLogin`, answered: for the site's own error handler. */
  askToLogin: NodeAdapter['askToLogin']
}

export const createExpressAdapter = (
  site: Site,
  isRoute: (pathname: string) => boolean,
  node: NodeAdapter,
): ExpressAdapter =>
  Object.assign(
    (request: NodeRequest, response: NodeResponse, next?: Next) => {
      const url = next && urlOf(request, site)
      if (next && !(url && isRoute(url.pathname))) return next()
      node(request, response).catch((error: unknown) => {
        if (next) return next(error)
        response.statusCode = 500
        response.end()
      })
    },
    {
      askToLogin: node.askToLogin,
      requireLogin(request: NodeRequest, response: NodeResponse, next: Next) {
        node
          .requireLogin(request, response)
          .then((session) => session && next())
          .catch(next)
      },
    },
  )
