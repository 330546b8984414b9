import { describe, expect, it, onTestFinished } from 'vitest'
import {
  heard,
  hints,
  inside,
  link,
  parts,
  settled,
  shownError,
  signedIn,
  signedInStage,
  signedOut,
  site,
  status,
} from './stage.ts'

const failed = 'Logging out did not work. Please try again.'

async function pressLogOut(element: Awaited<ReturnType<typeof signedInStage>>) {
  parts(element, 'account').click()
  inside(element, 'button[role=menuitem]').click()
}

describe('logging out of <sso-login>', () => {
  it('posts to the site, reads the session again and says so', async () => {
    const signedOuts = heard('sso-signed-out')
    const fake = site(signedIn(), signedOut)
    const element = await signedInStage()
    await pressLogOut(element)
    await expect.poll(() => status(element)).toBe('You are logged out.')
    expect(fake.paths).toEqual(['GET /auth/session', 'POST /auth/logout', 'GET /auth/session'])
    expect(fake.requests[1]?.init.redirect).toBe('manual')
    expect(signedOuts).toEqual([null])
    expect(element.user).toBeNull()
  })

  it.each([
    ['https://provider.example/logout?a=1', ['https://provider.example/logout?a=1']],
    ['data:text/html,x', []],
  ])('goes on to %s where the site says so, and where that is an address', async (place, left) => {
    const places: string[] = []
    const stay = (event: NavigateEvent) => {
      places.push(event.destination.url)
      event.preventDefault()
    }
    navigation.addEventListener('navigate', stay)
    onTestFinished(() => navigation.removeEventListener('navigate', stay))
    site(signedIn(), signedOut).answers('/auth/logout', { location: place })
    const element = await signedInStage()
    await pressLogOut(element)
    await expect.poll(() => status(element)).toBe('You are logged out.')
    await expect.poll(() => places).toEqual(left)
  })

  it('leaves the focus on the login link', async () => {
    site(signedIn(), signedOut)
    const element = await signedInStage()
    await pressLogOut(element)
    await expect.poll(() => link(element).checkVisibility()).toBe(true)
    expect(document.activeElement).toBe(link(element))
  })

  it.each([
    ['the network fails', new TypeError('Failed to fetch'), 'network_error'],
    ['the site refuses', new Response('', { status: 403 }), 'response_invalid'],
    ['the site fails', new Response('', { status: 502 }), 'response_invalid'],
  ])('says so when %s, and tries again', async (_, answer, code) => {
    hints()
    const errors = heard('sso-error')
    const fake = site(signedIn(), signedOut).answers('/auth/logout', answer, { ok: true })
    const element = await signedInStage()
    await pressLogOut(element)
    await expect.poll(() => shownError(element)).toBe(failed)
    await settled(element)
    expect(element.user).not.toBeNull()
    expect(errors).toEqual([{ code, message: failed }])

    parts(element, 'retry').click()
    await expect.poll(() => element.user).toBeNull()
    await expect.poll(() => parts(element, 'error')).toBeNull()
    expect(fake.paths.filter((path) => path.startsWith('POST'))).toHaveLength(2)
  })

  it('forgets the person when the site took it but cannot be read afterwards', async () => {
    hints()
    site(signedIn(), new TypeError('offline'))
    const element = await signedInStage()
    await pressLogOut(element)
    await expect.poll(() => element.user).toBeNull()
    expect(shownError(element)).toBe('We could not check whether you are logged in.')
  })

  it('believes the site when it says that the person is still signed in', async () => {
    const signedOuts = heard('sso-signed-out')
    site(signedIn(), signedIn())
    const element = await signedInStage()
    await pressLogOut(element)
    await settled(element)
    expect(element.user).not.toBeNull()
    expect(signedOuts).toEqual([])
  })
})
