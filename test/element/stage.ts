import axe from 'axe-core'
import '@sso-login/element/define'
import type { SsoLogin } from '@sso-login/element'
import { expect, onTestFinished, vi } from 'vitest'

export const alice = { id: '101', name: 'Alice Kumar' }
export const bob = { id: '102', name: 'Bob Rao' }
export const links = {
  login: '/auth/login',
  logout: '/auth/logout',
  switch: '/auth/login?switch=1',
}

export const signedIn = (user: object = alice) => ({ user, links })
export const signedOut = { user: null, links }

/** What the site answers: a JSON body, a Response, or an Error where nothing comes back. */
export type Answer = object | Response | Error | (() => Promise<Response>)

/** The site's endpoints, faked: the last answer of each stays. Every test gets its own. */
export class FakeSite {
  readonly requests: { path: string; init: RequestInit }[] = []
  readonly #answers = new Map<string, Answer[]>()

  constructor() {
    const spy = vi.spyOn(window, 'fetch').mockImplementation((input, init = {}) => {
      const path = String(input)
      this.requests.push({ path, init })
      const left = this.#answers.get(path) ?? []
      const answer = left.length > 1 ? left.shift() : left[0]
      if (typeof answer === 'function') return answer()
      if (answer instanceof Error) return Promise.reject(answer)
      if (answer instanceof Response) return Promise.resolve(answer.clone())
      return Promise.resolve(Response.json(answer))
    })
    onTestFinished(() => spy.mockRestore())
  }

  answers(path: string, ...answers: Answer[]): this {
    this.#answers.set(new URL(path, location.href).href, answers)
    this.#answers.set(path, answers)
    return this
  }

  get paths(): string[] {
    return this.requests.map(
      ({ path, init }) => `${init.method ?? 'GET'} ${new URL(path, location.href).pathname}`,
    )
  }
}

export const site = (...session: Answer[]): FakeSite =>
  new FakeSite().answers('/auth/session', ...session).answers('/auth/logout', { ok: true })

export const withLink =
  '<sso-login session="/auth/session"><a href="/auth/login">Login with SSO</a></sso-login>'

/** Puts markup into the page; it is gone after the test. */
export function stage(markup: string = withLink): SsoLogin {
  const main = document.createElement('main')
  main.innerHTML = markup
  document.body.append(main)
  onTestFinished(() => main.remove())
  return main.querySelector('sso-login') as SsoLogin
}

/** One event's details, in order, as they come to the document. */
export function heard(type: 'sso-login' | 'sso-signed-in' | 'sso-signed-out' | 'sso-error') {
  const details: unknown[] = []
  const listener = (event: Event) => details.push((event as CustomEvent).detail)
  document.addEventListener(type, listener)
  onTestFinished(() => document.removeEventListener(type, listener))
  return details
}

export const inside = <T extends HTMLElement>(element: SsoLogin, selector: string): T =>
  element.shadowRoot?.querySelector<T>(selector) as T

export const parts = (element: SsoLogin, part: string): HTMLElement =>
  inside(element, `[part=${part}]`)

export const link = (element: SsoLogin): HTMLAnchorElement =>
  element.querySelector(':scope > a') as HTMLAnchorElement

export const shownError = (element: SsoLogin): string =>
  parts(element, 'error')?.querySelector('[role=status]')?.textContent ?? ''

export const status = (element: SsoLogin): string =>
  inside(element, '[role=status]').textContent ?? ''

/** An element whose session was read and found signed in. */
export async function signedInStage(markup = withLink): Promise<SsoLogin> {
  const element = stage(markup)
  await expect.poll(() => parts(element, 'account')).toBeTruthy()
  return element
}

/** Waits until what was asked of the site is answered and drawn. */
export async function settled(element: SsoLogin): Promise<void> {
  await expect.poll(() => element.shadowRoot?.querySelector('.busy')).toBeNull()
  await element.updateComplete
}

/** No warning in the console is missed: the element's own ones. */
export function hints(): string[] {
  const said: string[] = []
  const spy = vi.spyOn(console, 'warn').mockImplementation((...words) => {
    if (String(words[0]).startsWith('<sso-login>')) said.push(String(words[0]))
  })
  onTestFinished(() => spy.mockRestore())
  return said
}

/** What axe finds wrong with the page's part that holds the element. */
export async function violations(element: SsoLogin): Promise<string[]> {
  const { violations: found } = await axe.run(element.closest('main') as Element)
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  )
}
