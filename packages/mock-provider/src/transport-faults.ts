/** Faults of the way between the provider and its clients: they know nothing of OAuth. */
import { count, errorStatus, kind, milliseconds, text, yes } from './fault-kind.ts'
import { type Outgoing, withHeaders } from './http-message.ts'

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
const nothing = { status: 0, headers: {}, body: '' } as const
/** What breaks off in the middle needs a middle: without a body the answer would arrive whole. */
const hasBody = ({ body }: Outgoing) => body !== ''
/** 204 and 304 end with their headers (RFC 9110 15.3.5, 15.4.5). */
const mayHaveBody = ({ status }: Outgoing) => status !== 204 && status !== 304
const plain = { 'Content-Type': 'text/plain; charset=utf-8' }

export const transportFaults = {
  status: kind<number>({
    describe: 'answers with this status and a short text, before the provider does anything',
    client: 'fails, keeps its tokens, may try again later',
    example: 503,
    problem: errorStatus,
    apply: (value) => ({ status: value, headers: plain, body: `Injected fault: ${value}\n` }),
  }),
  html: kind<number>({
    describe: 'answers with this status and an HTML page, as a proxy in front of the provider does',
    client: 'fails without trying to read the page',
    example: 502,
    problem: errorStatus,
    apply: (value) => ({
      status: value,
      headers: { 'Content-Type': 'text/html; charset=utf-8' },
      body: `<!doctype html><html><head><title>${value}</title></head><body><h1>${value}</h1><p>The server could not answer.</p></body></html>\n`,
    }),
  }),
  malformed: kind<true>({
    describe: 'the real answer with a body that is no JSON',
    client: 'fails; what the body was stands in no log',
    example: true,
    problem: yes,
    spoils: mayHaveBody,
    apply: async (_, { proceed }) => ({ ...(await proceed()), body: "{'malformed': True,}" }),
  }),
  truncated: kind<true>({
    describe: 'the real answer, broken off in the middle of its body',
    client: 'fails, and does not take the half for the whole',
    example: true,
    problem: yes,
    spoils: hasBody,
    apply: async (_, { proceed }) => ({ ...(await proceed()), delivery: { kind: 'truncate' } }),
  }),
  oversized: kind<number>({
    describe: 'the real answer, its body padded to this many bytes',
    client: 'stops reading at its cap',
    example: 5_000_000,
    problem: count(100_000_000, 'a number of bytes'),
    spoils: mayHaveBody,
    apply: async (bytes, { proceed }) => {
      const answer = await proceed()
      // Spaces keep JSON valid: only its size is wrong.
      return { ...answer, body: answer.body.padEnd(bytes, ' ') }
    },
  }),
  latencyMs: kind<number>({
    describe: 'the real answer, this many milliseconds late',
    client: 'waits, up to its timeout',
    example: 2000,
    problem: milliseconds,
    apply: async (ms, { proceed }) => {
      const answer = await proceed()
      await pause(ms)
      return answer
    },
  }),
  drop: kind<true>({
    describe: 'breaks the connection before the provider does anything',
    client: 'fails, keeps its tokens, may try again',
    example: true,
    problem: yes,
    apply: () => ({ ...nothing, delivery: { kind: 'drop' } }),
  }),
  never: kind<true>({
    describe: 'keeps the connection open and never answers',
    client: 'gives up at its timeout',
    example: true,
    problem: yes,
    apply: () => ({ ...nothing, delivery: { kind: 'never' } }),
  }),
  halfOpen: kind<true>({
    describe:
      'the real answer up to the middle of its body; then nothing, and the connection stays open',
    client: 'gives up at its timeout, though the answer has begun',
    example: true,
    problem: yes,
    spoils: hasBody,
    apply: async (_, { proceed }) => ({ ...(await proceed()), delivery: { kind: 'stall' } }),
  }),
  redirectLoop: kind<true>({
    describe: 'redirects to the same URL, again and again',
    client: 'follows no redirect with a secret in its hands',
    example: true,
    problem: yes,
    apply: (_, { exchange: { incoming } }) => ({
      status: 302,
      headers: {
        Location: incoming.query === '' ? incoming.path : `${incoming.path}?${incoming.query}`,
      },
      body: '',
    }),
  }),
  drip: kind<number>({
    describe: 'the real answer, one byte of its body every so many milliseconds',
    client: 'gives up at its timeout, which counts for the whole answer',
    example: 100,
    problem: milliseconds,
    spoils: hasBody,
    apply: async (everyMs, { proceed }) => ({
      ...(await proceed()),
      delivery: { kind: 'drip', everyMs },
    }),
  }),
  contentType: kind<string>({
    describe: 'the real answer under this Content-Type',
    client: 'fails: what does not say that it is JSON is not read as JSON',
    example: 'text/plain',
    problem: text(/^[\x20-\x7e]+$/, 'a header value'),
    apply: async (type, { proceed }) => withHeaders(await proceed(), { 'Content-Type': type }),
  }),
} as const
