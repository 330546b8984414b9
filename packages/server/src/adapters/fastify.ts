import type { Guard } from '../require-login.ts'
import type { Site } from '../site.ts'
import { type NodeRequest, requestOf, urlOf } from './node-message.ts'

export interface FastifyRequestLike {
  readonly method: string
  readonly originalUrl: string
  readonly headers: NodeRequest['headers']
  readonly body?: unknown
}

export interface FastifyReplyLike {
  code(status: number): unknown
  header(name: string, value: string): unknown
  send(body?: unknown): unknown
}

type Handler = (request: FastifyRequestLike, reply: FastifyReplyLike) => Promise<unknown>

type Body = AsyncIterable<Uint8Array>

export interface FastifyLike {
  all(path: string, handler: Handler): unknown
  removeAllContentTypeParsers(): unknown
  addContentTypeParser(
    type: string,
    parser: (request: unknown, payload: Body) => Promise<Body>,
  ): unknown
}

/** `app.register(auth)`: no prefix, the base path is in it. */
export interface FastifyAdapter {
  (app: FastifyLike): Promise<void>
  /** `app.get('/me', { preHandler: auth.requireLogin }, ...)`: goes on for who is signed in. */
  requireLogin(request: FastifyRequestLike, reply: FastifyReplyLike): Promise<unknown>
  /** `login.askToLogin`, answered. */
  askToLogin(request: FastifyRequestLike, reply: FastifyReplyLike): Promise<unknown>
}

export function createFastifyAdapter(
  site: Site,
  answer: (request: Request) => Promise<Response>,
  { requireLogin, askToLogin }: Guard,
): FastifyAdapter {
  const plugin = async (app: FastifyLike) => {
    // Bodies are left to our routes, where one that nobody can read is no reason to refuse a logout. For those alone: a
    // plugin's parsers are not its parent's.
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', async (_, payload) => payload)
    app.all(`${site.basePath}/*`, async ({ method, originalUrl, headers, body }, reply) => {
      const request = {
        method,
        originalUrl,
        headers,
        [Symbol.asyncIterator]: () =>
          ((body as Body | undefined) ?? none())[Symbol.asyncIterator](),
      }
      const url = urlOf(request, site)
      const asked = url && requestOf(request, url)
      return send(reply, asked ? await answer(asked) : new Response(null, { status: 400 }))
    })
  }
  return Object.assign(plugin, {
    async requireLogin(request: FastifyRequestLike, reply: FastifyReplyLike) {
      const session = await requireLogin(request)
      return session instanceof Response ? send(reply, session) : undefined
    },
    askToLogin: (request: FastifyRequestLike, reply: FastifyReplyLike) =>
      send(reply, askToLogin(request)),
  })
}

async function* none(): Body {}

/** Fastify itself keeps several cookies apart. */
async function send(reply: FastifyReplyLike, answer: Response): Promise<unknown> {
  reply.code(answer.status)
  for (const [name, value] of answer.headers) reply.header(name, value)
  return reply.send(await answer.text())
}
