import { createMockProvider, type MockProvider } from '@sso-login/mock-provider'
import { iitb } from '@sso-login/providers/iitb'
import { expect, test } from 'vitest'
import { app, authorizeUrl, tokenUrl, userUrl } from './sign-in.ts'

const form = { 'content-type': 'application/x-www-form-urlencoded' }

const calls: Record<string, [url: string | URL, init?: RequestInit]> = {
  'a URL alone': [authorizeUrl()],
  'a URL object': [new URL(userUrl)],
  'a query with odd letters': [`${authorizeUrl()}&x=%zz é"<>'`],
  'a fragment': [`${authorizeUrl()}#part`],
  HEAD: [authorizeUrl(), { method: 'HEAD' }],
  'a method in lower case': [tokenUrl, { method: 'post', body: 'grant_type=password' }],
  'text of no type': [tokenUrl, { method: 'POST', body: 'grant_type=password' }],
  'text of a form': [tokenUrl, { method: 'POST', headers: form, body: 'grant_type=x&state=é' }],
  'half a character': [tokenUrl, { method: 'POST', headers: form, body: 'grant_type=\ud800&a=b' }],
  'another charset': [
    tokenUrl,
    {
      method: 'POST',
      headers: { 'content-type': `${form['content-type']}; charset=latin-1` },
      body: 'grant_type=password&state=%e9é',
    },
  ],
  'form fields': [tokenUrl, { method: 'POST', body: new URLSearchParams({ state: 'a b+é' }) }],
  'a multipart form': [tokenUrl, { method: 'POST', body: multipart() }],
  bytes: [tokenUrl, { method: 'POST', headers: form, body: new Uint8Array([97, 61, 255]) }],
  'POST without a body': [tokenUrl, { method: 'POST', headers: form }],
  PUT: [tokenUrl, { method: 'PUT', body: 'x' }],
  'pairs of headers': [
    userUrl,
    {
      headers: [
        ['Authorization', 'Bearer x'],
        ['Accept', 'text/html'],
      ],
    },
  ],
  Headers: [userUrl, { headers: new Headers({ AUTHORIZATION: ' Bearer x ' }) }],
  'headers in any case': [userUrl, { headers: { AUTHORIZATION: 'Bearer x', aCCept: 'text/html' } }],
  'a header with space around it': [userUrl, { headers: { authorization: '\t Bearer x ' } }],
  'a header under two names': [userUrl, { headers: { Accept: 'image/png', accept: 'text/html' } }],
  'a header with odd letters': [userUrl, { headers: { authorization: 'Bearer é' } }],
  'a header of nothing': [userUrl, { headers: { authorization: '' } }],
  'headers of no text': [userUrl, { headers: { accept: 7, authorization: undefined } as never }],
  'no headers': [userUrl, { headers: {} }],
}

function multipart(): FormData {
  const fields = new FormData()
  fields.set('grant_type', 'password')
  return fields
}

test.each(Object.entries(calls))('%s is answered as a Request of it is', async (_, [url, init]) => {
  const answerOf = async (...request: Parameters<MockProvider['fetch']>) => {
    const now = () => Date.UTC(2026, 0, 1)
    const mock = createMockProvider(iitb, { clients: [app], now })
    const answer = await mock.fetch(...request)
    const headers = [...answer.headers].filter(([name]) => name !== 'set-cookie')
    return { status: answer.status, headers, body: await answer.text(), log: mock.requests.all() }
  }
  expect(await answerOf(url, init)).toEqual(await answerOf(new Request(url, init)))
})

test.each<[string, string, RequestInit?]>([
  ['a relative URL', '/profiles/oauth/token/'],
  ['a URL with credentials', 'https://user:word@gymkhana.iitb.ac.in/'],
  ['a body with GET', tokenUrl, { body: 'x' }],
  ['a header that is none', tokenUrl, { headers: { 'a b': 'c' } }],
  ['a header of two lines', tokenUrl, { headers: { accept: 'a\nb' } }],
  ['a header that no byte writes', tokenUrl, { headers: { accept: '→' } }],
  ['headers that are null', tokenUrl, { headers: null as never }],
  ['a method that is none', tokenUrl, { method: 'a b' }],
])('%s is refused as fetch refuses it', async (_, url, init) => {
  await expect(createMockProvider(iitb).fetch(url, init)).rejects.toThrow(TypeError)
})
