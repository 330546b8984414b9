/** What the mock costs beside the least that can be called a provider: ratios, of rounds that take turns. */
import { type ChildProcess, spawn } from 'node:child_process'
import { Agent, request as httpRequest } from 'node:http'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { createBare } from './mock/bare.ts'
import { client, createOurs } from './mock/ours.ts'
import { median } from './support/in-turn.ts'

const rounds = 7
const many = 1_000_000
const origin = 'https://gymkhana.iitb.ac.in'
const oauth = '/profiles/oauth'
const redirectUri = client.redirect_uris[0] as string
const basic = `Basic ${btoa(`${client.client_id}:${client.client_secret}`)}`
const form = 'application/x-www-form-urlencoded'

const authorize = (type: string) =>
  `${oauth}/authorize/?${new URLSearchParams({
    response_type: type,
    client_id: client.client_id,
    redirect_uri: redirectUri,
    scope: 'basic',
    state: 'abcdefghijklmnopqrstuvwxyz',
    approval_prompt: 'auto',
  })}`

interface Answer {
  readonly location: string
  readonly cookie: string
  readonly text: string
}

/** One request; by HTTP, or by a function. */
type Send = (
  method: string,
  target: string,
  headers: Record<string, string>,
  body?: string,
) => Promise<Answer>

type Handle = (url: string, init: RequestInit) => Promise<Response>

const byFetch =
  (handle: Handle): Send =>
  async (method, target, headers, body) => {
    const answer = await handle(origin + target, { method, headers, ...(body ? { body } : {}) })
    return {
      location: answer.headers.get('location') ?? '',
      cookie: (answer.headers.get('set-cookie') ?? '').split(';')[0] as string,
      text: await answer.text(),
    }
  }

function byHttp(base: string): Send {
  const agent = new Agent({ keepAlive: true })
  return (method, target, given, body = '') =>
    new Promise((resolve, reject) => {
      const headers = { ...given, ...(body ? { 'content-length': String(body.length) } : {}) }
      const sent = httpRequest(base + target, { method, agent, headers }, (answer) => {
        let text = ''
        answer.setEncoding('utf8')
        answer.on('data', (chunk) => {
          text += chunk
        })
        answer.on('end', () => {
          const [cookie = ''] = answer.headers['set-cookie'] ?? []
          const { location = '' } = answer.headers
          resolve({ location, cookie: cookie.split(';')[0] as string, text })
        })
      })
      sent.on('error', reject)
      sent.end(body)
    })
}

/** The rest of a login, from the redirect with the code on. */
async function finish(send: Send, location: string): Promise<void> {
  const code = new URL(location).searchParams.get('code') ?? ''
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
  })
  const headers = { authorization: basic, 'content-type': form }
  const { access_token } = JSON.parse(
    (await send('POST', `${oauth}/token/`, headers, String(body))).text,
  )
  const authorization = `Bearer ${access_token}`
  const { text } = await send('GET', '/profiles/user/api/user/', { authorization })
  if (!JSON.parse(text).id) throw new Error(`The login ended in ${text}`)
}

/** Makes logins as a site does: authorize, exchange, user. The person has a session, and has agreed before. */
async function prepare(send: Send): Promise<() => Promise<void>> {
  const signedIn = await send(
    'POST',
    '/profiles/account/login/',
    { cookie: 'csrftoken=bench', 'content-type': form },
    'csrfmiddlewaretoken=bench&next=&user=alice',
  )
  const cookie = `csrftoken=bench; ${signedIn.cookie}`
  const consent = `csrfmiddlewaretoken=bench&allow=Authorize&${authorize('code').split('?')[1]}`
  const agreed = await send(
    'POST',
    `${oauth}/authorize/`,
    { cookie, 'content-type': form },
    consent,
  )
  if (agreed.location.startsWith(redirectUri)) await finish(send, agreed.location)
  return async () => {
    const { location } = await send('GET', authorize('code'), { cookie })
    await finish(send, location)
  }
}

/** Logins per second of one round. */
async function measure(login: () => Promise<void>, count: number, atOnce: number): Promise<number> {
  const start = performance.now()
  let left = count
  const work = async () => {
    while (left-- > 0) await login()
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return (count / (performance.now() - start)) * 1000
}

/** The two take turns, so that whatever else the machine does meets both. */
async function compare(
  one: () => Promise<void>,
  other: () => Promise<void>,
  count: number,
  atOnce: number,
): Promise<{ one: number; other: number; ratio: number }> {
  const found: [number, number][] = []
  await measure(one, count, atOnce)
  await measure(other, count, atOnce)
  for (let i = 0; i < rounds; i++) {
    found.push([await measure(one, count, atOnce), await measure(other, count, atOnce)])
  }
  return {
    one: median(found.map(([a]) => a)),
    other: median(found.map(([, b]) => b)),
    ratio: median(found.map(([a, b]) => b / a)),
  }
}

interface Served {
  readonly url: string
  readonly startMs: number
  readonly rssMiB: () => Promise<number>
  readonly child: ChildProcess
}

async function serve(what: string): Promise<Served> {
  const start = performance.now()
  const script = new URL('./mock/serve.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [script, what], { stdio: ['pipe', 'pipe', 'pipe'] })
  const complaint = text(child.stderr)
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const { value: url, done } = await lines.next()
  // It runs what was built, as a user's does.
  if (done)
    throw new Error(`The server "${what}" has not started; npm run build?\n${await complaint}`)
  return {
    url,
    startMs: performance.now() - start,
    rssMiB: async () => {
      child.stdin.write('?')
      return Number((await lines.next()).value) / 2 ** 20
    },
    child,
  }
}

const say = (name: string, ...cells: string[]) =>
  console.log(`${name.padEnd(34)}${cells.map((cell) => cell.padStart(14)).join('')}`)

export async function run(): Promise<void> {
  const names = ['bare', 'ours', 'oidc-provider']
  const starts = new Map<string, { ms: number[]; rss: number[] }>()
  for (let i = 0; i < rounds; i++) {
    for (const name of names) {
      const { startMs, rssMiB, child } = await serve(name)
      const { ms, rss } = starts.get(name) ?? { ms: [], rss: [] }
      starts.set(name, { ms: [...ms, startMs], rss: [...rss, await rssMiB()] })
      child.kill()
    }
  }
  const floor = starts.get('bare') as { ms: number[]; rss: number[] }
  say('a process of its own', 'cold start', 'ratio', 'memory', 'ratio')
  for (const [name, { ms, rss }] of starts) {
    say(
      name,
      `${median(ms).toFixed(0)} ms`,
      median(ms.map((value, i) => value / (floor.ms[i] as number))).toFixed(2),
      `${median(rss).toFixed(0)} MiB`,
      median(rss.map((value, i) => value / (floor.rss[i] as number))).toFixed(2),
    )
  }

  console.log()
  say('logins per second', 'bare', 'ours', 'ratio')
  const [bare, ours] = [await serve('bare'), await serve('ours')]
  const http = await compare(
    await prepare(byHttp(bare.url)),
    await prepare(byHttp(ours.url)),
    1500,
    8,
  )
  for (const { child } of [bare, ours]) child.kill()
  say('over HTTP', http.one.toFixed(0), http.other.toFixed(0), http.ratio.toFixed(2))
  const small = createOurs()
  const login = await prepare(byFetch(small.fetch))
  const fetched = await compare(await prepare(byFetch(createBare().fetch)), login, 4000, 1)
  say('in process', fetched.one.toFixed(0), fetched.other.toFixed(0), fetched.ratio.toFixed(2))

  console.log()
  say('logins per second, in process', '3 people', '10^6 of both', 'ratio')
  const large = createOurs(many)
  for (let i = 0; i < many; i++) {
    const user = i === 0 ? 'alice' : `user${i + 1}`
    await large.approve(origin + authorize('token'), { user })
  }
  const crowded = await prepare(byFetch(large.fetch))
  const crowd = await compare(login, crowded, 4000, 1)
  say(
    'a million people and live tokens',
    crowd.one.toFixed(0),
    crowd.other.toFixed(0),
    crowd.ratio.toFixed(2),
  )
}
