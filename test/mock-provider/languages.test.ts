import { createMockProvider, type MockProvider } from '@sso-login/mock-provider'
import { iitb } from '@sso-login/providers/iitb'
import { type LanguageTag, languages } from '@sso-login/providers/languages'
import { standard } from '@sso-login/providers/standard'
import { expect, test } from 'vitest'
import { CookieJar } from '../support/cookie-jar.ts'

const path = `/profiles/oauth/authorize/?${new URLSearchParams({
  response_type: 'code',
  client_id: 'demo-app',
  redirect_uri: 'http://localhost:3000/auth/callback',
  scope: 'basic',
})}`

const tags = Object.keys(languages) as LanguageTag[]

/** A browser of somebody who reads this language. */
function browserIn(tag: LanguageTag, { fetch, provider }: MockProvider) {
  const jar = new CookieJar()
  return async (to: string, form?: Record<string, string>) => {
    const answer = await fetch(
      new Request(new URL(to, provider.baseUrl), {
        headers: { 'accept-language': tag, cookie: jar.header() },
        ...(form && { method: 'POST', body: new URLSearchParams(form) }),
      }),
    )
    jar.keep(answer)
    return { location: answer.headers.get('location') ?? '', body: await answer.text() }
  }
}

const csrfOf = ({ body }: { body: string }) => {
  const [, token = ''] = body.match(/name="csrfmiddlewaretoken" value="([^"]+)"/) ?? []
  return { csrfmiddlewaretoken: token }
}

test.each(tags)('the pages of a login are in the language of the browser: %s', async (tag) => {
  const { pages, element } = await languages[tag]()
  const go = browserIn(tag, createMockProvider(iitb))
  const { location } = await go(path)

  const login = await go(location)
  expect(login.body).toContain(`<html lang="${tag}"`)
  expect(login.body).toContain(`<h1>${pages.title}</h1>`)
  expect(login.body).toContain(pages.pick)

  const form = { ...csrfOf(login), next: path, user: 'alice' }
  const signedIn = await go('/profiles/account/login/', form)

  const consent = await go(signedIn.location)
  expect(consent.body).toContain(`<html lang="${tag}"`)
  expect(consent.body).toContain(`value="Authorize">${pages.authorize}</button>`)
  expect(consent.body).toContain(pages.wants.replace('{}', '<bdi>Demo App</bdi>'))
  expect(consent.body).toContain(element.switchUser)
})

test.each(tags)('so are those of a logout: %s', async (tag) => {
  const { pages, element } = await languages[tag]()
  const go = browserIn(tag, createMockProvider(standard))
  await go('/login', { ...csrfOf(await go('/login')), user: 'alice' })

  const question = await go('/logout')
  expect(question.body).toContain(`<html lang="${tag}"`)
  expect(question.body).toContain(`<h1>${element.logOut}</h1>`)
  expect(question.body).toContain(`${element.signedInAs}<b><bdi>Alice Kulkarni</bdi></b>`)

  const end = await go('/logout', { ...csrfOf(question), confirm: 'yes' })
  expect(end.body).toContain(`<html lang="${tag}"`)
  expect(end.body).toContain(`<h1>${element.signedOut}</h1><p>${pages.closeWindow}</p>`)
})
