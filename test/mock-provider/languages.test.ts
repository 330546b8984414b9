import { createMockProvider } from '@sso-login/mock-provider'
import { iitb } from '@sso-login/providers/iitb'
import { type LanguageTag, languages } from '@sso-login/providers/languages'
import { expect, test } from 'vitest'
import { CookieJar } from '../support/cookie-jar.ts'

const path = `/profiles/oauth/authorize/?${new URLSearchParams({
  response_type: 'code',
  client_id: 'demo-app',
  redirect_uri: 'http://localhost:3000/auth/callback',
  scope: 'basic',
})}`

test.each(Object.keys(languages) as LanguageTag[])(
  'the pages of a login are in the language of the browser: %s',
  async (tag) => {
    const mock = createMockProvider(iitb)
    const { pages, element } = await languages[tag]()
    const jar = new CookieJar()
    const go = async (to: string, form?: URLSearchParams) => {
      const answer = await mock.fetch(
        new Request(new URL(to, iitb.baseUrl), {
          headers: { 'accept-language': tag, cookie: jar.header() },
          ...(form && { method: 'POST', body: form }),
        }),
      )
      jar.keep(answer)
      return { location: answer.headers.get('location') ?? '', body: await answer.text() }
    }
    const { location } = await go(path)

    const login = await go(location)
    expect(login.body).toContain(`<html lang="${tag}"`)
    expect(login.body).toContain(`<h1>${pages.title}</h1>`)
    expect(login.body).toContain(pages.pick)

    const [, csrf = ''] = login.body.match(/name="csrfmiddlewaretoken" value="([^"]+)"/) ?? []
    const form = new URLSearchParams({ csrfmiddlewaretoken: csrf, next: path, user: 'alice' })
    const signedIn = await go('/profiles/account/login/', form)

    const consent = await go(signedIn.location)
    expect(consent.body).toContain(`<html lang="${tag}"`)
    expect(consent.body).toContain(`value="Authorize">${pages.authorize}</button>`)
    expect(consent.body).toContain(pages.wants.replace('{}', '<bdi>Demo App</bdi>'))
    expect(consent.body).toContain(element.switchUser)
  },
)
