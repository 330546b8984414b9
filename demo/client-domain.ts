/** Bridgekeeper's endpoints on the site's own domain, as a publisher's web server passes them on. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Offer } from './offers.ts'

const api = '/api/auth/v1/'
const pictures = '/pictures/'

export const isOfClientDomain = (pathname: string): boolean =>
  pathname.startsWith(api) || pathname.startsWith(pictures)

/** Everything in this demo that a browser sends there is a GET. */
export async function passOn(
  request: IncomingMessage,
  response: ServerResponse,
  { mock, url }: Pick<Offer, 'mock' | 'url'>,
): Promise<void> {
  const { cookie = '' } = request.headers
  const answer = await mock.fetch(new URL(request.url ?? '/', url), {
    headers: { cookie, accept: request.headers.accept ?? '*/*' },
    redirect: 'manual',
  })
  const headers = Object.fromEntries([...answer.headers].filter(([name]) => name !== 'set-cookie'))
  const cookies = answer.headers.getSetCookie()
  response.writeHead(answer.status, {
    ...headers,
    ...(cookies.length && { 'set-cookie': cookies }),
  })
  response.end(Buffer.from(await answer.arrayBuffer()))
}
