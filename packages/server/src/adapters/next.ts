import type { RequireLogin } from '../require-login.ts'

type NextHandler<C extends unknown[]> = (
  request: Request,
  ...context: C
) => Response | Promise<Response>

/** Of `app/auth/[...sso]/route.ts`: `export const { GET, POST } = login.next()`. */
export interface NextAdapter {
  GET(request: Request): Promise<Response>
  POST(request: Request): Promise<Response>
  /** `export const GET = requireLogin(async (request) => ...)`: calls the handler for who is signed in. */
  requireLogin<C extends unknown[]>(
    handler: NextHandler<C>,
  ): (request: Request, ...context: C) => Promise<Response>
}

export const createNextAdapter = (
  answer: (request: Request) => Promise<Response>,
  requireLogin: RequireLogin,
): NextAdapter => ({
  GET: answer,
  POST: answer,
  requireLogin:
    (handler) =>
    async (request, ...context) => {
      const session = await requireLogin(request)
      return session instanceof Response ? session : handler(request, ...context)
    },
})
