/** Session endpoints that always say the same, one for each thing that a site can answer `<sso-login>`. */
import type { ServerResponse } from 'node:http'

const links = { login: '/gallery/login', logout: '/gallery/logout', switch: '/gallery/login' }

const picture = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><path fill="#ffd9a8" d="M0 0h48v48H0z"/><circle cx="24" cy="19" r="9" fill="#7a3e1d"/><path fill="#2f6f73" d="M6 48c0-11 8-17 18-17s18 6 18 17z"/></svg>',
)}`

const alice = { id: '101', name: 'Alice Kulkarni', detail: 'Computer Science, 2028' }
const longName = 'Chandrasekhar Venkataraghavan Subramaniam'

const signedOut = { user: null, links }

type Answer = (response: ServerResponse, cookie: string) => void

const json =
  (body: object): Answer =>
  (response) => {
    response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
    response.end(JSON.stringify(body))
  }

/** The page takes this cookie away to see it all again. */
const endedCookie = 'gallery-ended=1'

const answers = {
  'signed-out': json(signedOut),
  'signed-in': json({ user: alice, links }),
  picture: json({ user: { ...alice, id: '102', name: longName, picture }, links }),
  /** Somebody whose session has just ended; whoever asks again is told so. */
  expired(response, cookie) {
    if (cookie.includes(endedCookie)) return json(signedOut)(response, cookie)
    response.setHeader('Set-Cookie', `${endedCookie}; Path=/gallery; SameSite=Lax`)
    json({ user: alice, expiresAt: Math.floor(Date.now() / 1000) - 1, links })(response, cookie)
  },
  /** Never answers. */
  loading() {},
  unreachable(response) {
    response.writeHead(503, { 'Retry-After': '60' }).end()
  },
} satisfies Record<string, Answer>

export type SessionName = keyof typeof answers

export const isSessionName = (name: string): name is SessionName => Object.hasOwn(answers, name)

export const answerLike = (name: SessionName, cookie: string, response: ServerResponse): void =>
  answers[name](response, cookie)
