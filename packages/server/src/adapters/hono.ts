import type { RequireLogin } from '../require-login.ts'

export interface HonoContextLike {
  readonly req: { readonly raw: Request }
}

/** `app.all('/auth/*', auth)`. */
export interface HonoAdapter {
  (context: HonoContextLike): Promise<Response>
  /** `app.get('/me', auth.requireLogin, ...)`: goes on for who is signed in. */
  requireLogin(context: HonoContextLike, next: () => Promise<void>): Promise<Response | undefined>
}

export const createHonoAdapter = (
  answer: (request: Request) => Promise<Response>,
  requireLogin: RequireLogin,
): HonoAdapter =>
  Object.assign(({ req }: HonoContextLike) => answer(req.raw), {
    async requireLogin({ req }: HonoContextLike, next: () => Promise<void>) {
      const session = await requireLogin(req.raw)
      if (session instanceof Response) return session
      await next()
    },
  })
