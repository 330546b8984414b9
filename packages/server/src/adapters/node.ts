import type { Guard, SignedIn } from '../require-login.ts'
import type { Site } from '../site.ts'
import {
  type NodeRequest,
  type NodeResponse,
  requestOf,
  urlOf,
  writeAnswer,
} from './node-message.ts'

type Answer = (request: Request) => Promise<Response>

/** `createServer(login.node())`, or part of a listener of the site's own. */
export interface NodeAdapter {
  (request: NodeRequest, response: NodeResponse): Promise<void>
  /** Who is signed in; null when the answer is given already: off to sign in, or a refusal. */
  requireLogin(request: NodeRequest, response: NodeResponse): Promise<SignedIn | null>
  /** `login.askToLogin`, answered. */
  askToLogin(request: NodeRequest, response: NodeResponse): Promise<void>
}

export const createNodeAdapter = (
  site: Site,
  answer: Answer,
  { requireLogin, askToLogin }: Guard,
): NodeAdapter =>
  Object.assign(
    async (request: NodeRequest, response: NodeResponse) => {
      const url = urlOf(request, site)
      const asked = url && requestOf(request, url)
      await writeAnswer(response, asked ? await answer(asked) : new Response(null, { status: 400 }))
    },
    {
      async requireLogin(request: NodeRequest, response: NodeResponse) {
        const session = await requireLogin(request)
        if (!(session instanceof Response)) return session
        await writeAnswer(response, session)
        return null
      },
      askToLogin: (request: NodeRequest, response: NodeResponse) =>
        writeAnswer(response, askToLogin(request)),
    },
  )
