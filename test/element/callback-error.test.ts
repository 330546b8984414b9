import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import {
  heard,
  link,
  parts,
  settled,
  shownError,
  signedIn,
  signedInStage,
  signedOut,
  site,
  stage,
} from './stage.ts'

/** The page at an address that ends in this query. */
function at(query: string, state: unknown = null): void {
  const before = location.href
  onTestFinished(() => history.replaceState(null, '', before))
  history.replaceState(state, '', `/page${query}`)
}

const other = 'Logging in did not work. Please try again.'
const down = 'The login service does not answer as it should. Please try again later.'
const late = 'That login took too long or was used before. Please log in again.'
const lost = 'That login was not started in this browser. Please log in again.'
const scopes = 'This site needs more permissions. Please log in again.'

describe('<sso-login> on a page that a failed login came back to', () => {
  beforeEach(() => {
    site(signedOut)
  })

  it.each([
    ['access_denied', 'You are not logged in: access was not allowed.'],
    ['transaction_expired', late],
    ['transaction_used', late],
    ['invalid_grant', late],
    ['state_mismatch', lost],
    ['transaction_missing', lost],
    ['transaction_invalid', lost],
    ['cookie_invalid', lost],
    ['provider_error', down],
    ['server_error', down],
    ['temporarily_unavailable', down],
    ['response_invalid', down],
    ['network_error', down],
    ['timeout', down],
    ['scope_missing', scopes],
    ['insufficient_scope', scopes],
    ['invalid_scope', other],
    ['invalid_client', other],
    ['something_new', other],
  ])('says %s in words and dispatches it once', async (code, message) => {
    at(`?sso_error=${code}`)
    const errors = heard('sso-error')
    const element = stage()
    await element.updateComplete
    expect(shownError(element)).toBe(message)
    await expect.poll(() => errors).toEqual([{ code, message }])
    await element.refresh()
    expect(errors).toHaveLength(1)
  })

  it('takes the code out of the address and leaves the rest', async () => {
    at('?tab=2&sso_error=timeout&x=%20#part', { router: 1 })
    const { length } = history
    const element = stage()
    await settled(element)
    expect(location.pathname + location.search + location.hash).toBe('/page?tab=2&x=+#part')
    expect(history.state).toEqual({ router: 1 })
    expect(history.length).toBe(length)
    link(element).dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, composed: true }))
    expect(new URL(link(element).href).searchParams.get('return_to')).toBe('/page?tab=2&x=+#part')
  })

  it('keeps the words when the session is read, and the link beside them', async () => {
    at('?sso_error=access_denied')
    const element = stage()
    await settled(element)
    expect(shownError(element)).toBe('You are not logged in: access was not allowed.')
    expect(parts(element, 'retry')).toBeNull()
    expect(link(element).checkVisibility()).toBe(true)
    await element.refresh()
    await element.updateComplete
    expect(parts(element, 'error')).toBeNull()
  })

  it('shows and hands on nothing that somebody wrote into the address', async () => {
    at(`?sso_error=${encodeURIComponent('<img src=x onerror=alert(1)>')}`)
    const errors = heard('sso-error')
    const element = stage()
    await settled(element)
    expect(shownError(element)).toBe(other)
    expect(errors).toEqual([{ code: 'callback_invalid', message: other }])
  })

  it('tells it once where there are two elements', async () => {
    at('?sso_error=access_denied')
    const errors = heard('sso-error')
    const first = stage()
    const second = stage()
    await settled(first)
    await settled(second)
    expect(errors).toHaveLength(1)
  })

  it('says it to a signed-in person too, who was asked for more', async () => {
    site(signedIn())
    at('?sso_error=access_denied')
    const element = await signedInStage()
    expect(shownError(element)).not.toBe('')
  })
})
