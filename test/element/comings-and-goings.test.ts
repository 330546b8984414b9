import type { SsoLogin } from '@sso-login/element'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import {
  alice,
  heard,
  hints,
  inside,
  link,
  parts,
  settled,
  signedIn,
  signedInStage,
  signedOut,
  site,
  stage,
  status,
  withLink,
} from './stage.ts'

/** What the site's other pages hear. */
function heardElsewhere(): unknown[] {
  const channel = new BroadcastChannel('sso-login')
  onTestFinished(() => channel.close())
  const said: unknown[] = []
  channel.onmessage = ({ data }) => said.push(data)
  return said
}

function fakeClock(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  onTestFinished(() => {
    vi.useRealTimers()
  })
}

const hours = (count: number) => Math.floor(Date.now() / 1000) + count * 3600

describe('<sso-login> that has left the page', () => {
  it('tells the site’s other pages of the logout that was under way', async () => {
    let answer = (_: Response) => {}
    const pending = () => new Promise<Response>((resolve) => (answer = resolve))
    site(signedIn(), signedOut).answers('/auth/logout', pending)
    const element = await signedInStage()
    const said = heardElsewhere()
    inside(element, 'button[part=item]').click()
    element.remove()
    answer(Response.json({}))
    await expect.poll(() => said).toEqual(['changed'])
  })

  it.each([
    ['when it left', async () => {}],
    ['when it was asked to read again', (element: SsoLogin) => element.refresh()],
  ])('waits for the end of no session any more, from %s', async (_, then) => {
    fakeClock()
    const { requests } = site({ ...signedIn(), expiresAt: hours(1) })
    const element = stage()
    await vi.waitFor(() => expect(element.user).toEqual(alice))
    element.remove()
    await then(element)
    const before = requests.length
    await vi.advanceTimersByTimeAsync(7_200_000)
    expect(requests).toHaveLength(before)
  })

  it('makes nothing of the answer that was under way', async () => {
    let answer = (_: Response) => {}
    site(() => new Promise<Response>((resolve) => (answer = resolve)))
    const element = stage()
    await element.updateComplete
    const signedIns = vi.fn()
    element.addEventListener('sso-signed-in', signedIns)
    element.remove()
    const late = Response.json(signedIn())
    const body = vi.spyOn(late, 'json')
    answer(late)
    await expect.poll(() => body.mock.settledResults[0]?.type).toBe('fulfilled')
    await element.updateComplete
    expect(signedIns).not.toHaveBeenCalled()
    expect(element.user).toBeNull()
  })

  it('does not read again when the page comes back', async () => {
    const { requests } = site(signedIn())
    const element = await signedInStage()
    element.remove()
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
    expect(requests).toHaveLength(1)
  })
})

describe('a machine that slept', () => {
  const wake = () => document.dispatchEvent(new Event('visibilitychange'))

  it('has a session read again that ended meanwhile, as its timers stood still', async () => {
    fakeClock()
    site({ ...signedIn(), expiresAt: hours(1) }, signedOut)
    const element = stage()
    await vi.waitFor(() => expect(element.user).toEqual(alice))
    vi.setSystemTime(Date.now() + 8 * 3_600_000)
    wake()
    await vi.waitFor(() => expect(element.user).toBeNull())
    await element.updateComplete
    expect(status(element)).toBe('Your session has ended. Please log in again.')
  })

  it('asks for nothing where the session still lives', async () => {
    fakeClock()
    const { requests } = site({ ...signedIn(), expiresAt: hours(12) })
    const element = stage()
    await vi.waitFor(() => expect(element.user).toEqual(alice))
    vi.setSystemTime(Date.now() + 8 * 3_600_000)
    wake()
    await Promise.resolve()
    expect(requests).toHaveLength(1)
  })
})

describe('a person who is back from a login', () => {
  it('is told of to the site’s other pages once, also where the provider showed no page', async () => {
    site(signedOut)
    const before = stage()
    await settled(before)
    // The page would be left by this.
    before.addEventListener('click', (event) => event.preventDefault())
    link(before).click()
    before.remove()

    const { requests } = site(signedIn())
    const said = heardElsewhere()
    const elements = [1, 2, 3, 4].map(() => stage())
    await expect.poll(() => elements.map(({ user }) => user)).toEqual(elements.map(() => alice))
    await expect.poll(() => said).toEqual(['changed'])
    for (const element of elements) await settled(element)
    expect(said).toEqual(['changed'])
    // Each of them, and again those that heard it from the one.
    expect(requests.length).toBeLessThan(8)
  })

  it('is no news on the site’s next page', async () => {
    site(signedIn())
    const said = heardElsewhere()
    await signedInStage()
    await signedInStage()
    // What is said is heard in this order.
    const last = new BroadcastChannel('sso-login')
    onTestFinished(() => last.close())
    last.postMessage('the last word')
    await expect.poll(() => said).not.toEqual([])
    expect(said).toEqual(['the last word'])
  })
})

describe('what is asked for while the element draws itself', () => {
  it('is drawn next', async () => {
    site(signedIn(), signedOut)
    const element = stage('<sso-login session="/auth/session"></sso-login>')
    await expect.poll(() => parts(element, 'account')).toBeTruthy()
    parts(element, 'account').focus()
    element.addEventListener('focusin', () => {
      element.label = 'Come back'
    })
    await element.refresh()
    await expect.poll(() => parts(element, 'button')?.textContent).toBe('Come back')
  })
})

describe('the property popup', () => {
  it('is set by an empty string too, as frameworks set attributes without a value', () => {
    const element = document.createElement('sso-login')
    element.popup = ''
    expect(element.popup).toBe(true)
    element.popup = false
    expect(element.popup).toBe(false)
  })

  it('is off where a framework has written `false` out', () => {
    const element = document.createElement('sso-login')
    element.setAttribute('popup', 'false')
    expect(element.popup).toBe(false)
  })
})

describe('an id that is none', () => {
  it.each([[{ a: 1 }], [['1']], [true]])('%j is nobody’s', async (id) => {
    hints()
    site(signedIn({ id }))
    const errors = heard('sso-error')
    const element = stage(withLink)
    await expect.poll(() => errors).toMatchObject([{ code: 'response_invalid' }])
    expect(element.user).toBeNull()
  })
})
