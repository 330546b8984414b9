import { iitb } from '@sso-login/providers/iitb'
import type { Browser, BrowserContext, Page } from 'playwright'
import { expect as expectPage } from 'playwright/test'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { answerProvider, launch } from './browser.ts'
import { type OldSite, startOldSite } from './element-old-site.ts'

/** The page of the provider's document, word for word but for the script's address. */
const documentPage = (script: string) => `<!doctype html><html lang="en"><title>Site</title>
<script src="${script}" type="application/javascript"></script>
<div id="sso-root"></div>
<script type="application/javascript">
    new SSO_JS({
        config: {
            client_id: 'your-long-client-id',   // Compulsory
            scope: ['basic', 'profile'],    // Optional. Default is  ['basic']
            state: '', // Optional. Default None
            response_type: 'code',  // Optional. Default is 'code'
            redirect_uri: '/callback-of-the-site',    //Optional
            sso_root: document.getElementById('sso-root'),
        },
        colors: { // All Optional
            button_div_bg_color: '303F9F', // Background color of button
            button_anchor_color: 'FFFFFF', // Font color of Button
            logout_anchor_color: '727272', // Font color of logout mark (The one with 'Login as other user'
        }
    }).init();
</script>`

const withOptions = (script: string, code: string, body = '<div id="sso-root"></div>') =>
  `<!doctype html><html lang="en"><title>Site</title><script src="${script}"></script><main>${body}</main><script>${code}</script>`

describe('SSO_JS, on pages written for the provider’s own script', () => {
  let browser: Browser
  let site: OldSite
  let context: BrowserContext
  let page: Page
  beforeAll(async () => {
    browser = await launch()
    site = await startOldSite()
  })
  afterAll(async () => {
    await browser?.close()
    await site?.close()
  })
  beforeEach(async () => {
    context = await browser.newContext()
    page = await context.newPage()
  })
  afterEach(() => context.close())

  const login = () => page.getByRole('link', { name: 'Login with SSO' })
  const query = async (link = login()) =>
    Object.fromEntries(new URL((await link.getAttribute('href')) ?? '').searchParams)
  const open = (code: string, body?: string) =>
    page.goto(site.page('/page', withOptions(site.script, code, body)))
  const signIn = async () => {
    await login().click()
    await answerProvider(page)
  }

  it('signs in on the page of the document, with nothing but the script’s address changed', async () => {
    const html = documentPage(site.script).replace('/callback-of-the-site', `${site.site}/callback`)
    await page.goto(site.page('/document', html))
    await signIn()
    await expectPage(page.getByText('Hello Alice, scopes: basic profile')).toBeVisible()
  })

  it('goes to the provider’s own address, where its data says, without a word about it', async () => {
    const plain = site.script.split('?')[0] as string
    await page.goto(
      site.page('/real', withOptions(plain, `new SSO_JS({ config: { client_id: '1' } }).init()`)),
    )
    const href = await login().getAttribute('href')
    expect(href?.split('?')[0]).toBe(iitb.baseUrl + iitb.endpoints.authorization)
    const other = page.getByRole('link', { name: 'LOGIN AS OTHER USER' })
    const { endpoint, parameter } = iitb.switchUser
    const switchUrl = new URL((await other.getAttribute('href')) ?? '')
    expect(switchUrl.origin + switchUrl.pathname).toBe(iitb.baseUrl + endpoint)
    expect(switchUrl.searchParams.get(parameter)).toContain(iitb.endpoints.authorization)
  })

  it('needs a client_id alone: the rest has the old defaults, the state is made and kept in a cookie', async () => {
    await open(`new SSO_JS({ config: { client_id: 'your-long-client-id' } }).init()`)
    const [cookie] = await context.cookies(site.site)
    expect(cookie).toMatchObject({ name: 'sso_state', sameSite: 'Lax', httpOnly: false, path: '/' })
    expect(cookie?.value).toMatch(/^\d+(-\d+){3}$/)
    expect(await query()).toEqual({
      client_id: 'your-long-client-id',
      scope: 'basic',
      response_type: 'code',
      state: cookie?.value,
    })
    await signIn()
    await expectPage(page.locator('body')).toContainText('Hello 1001, scopes: basic')
    expect(await context.cookies(site.site)).toEqual([])
  })

  it('sends state, response_type, redirect_uri and scopes as the page says, encoded', async () => {
    await open(`new SSO_JS({ config: {
      client_id: 'your-long-client-id', scope: ['basic', 'program'], state: 'of-the-page', response_type: 'code',
      redirect_uri: '${site.site}/other/callback' } }).init()`)
    expect(await query()).toEqual({
      client_id: 'your-long-client-id',
      scope: 'basic program',
      response_type: 'code',
      redirect_uri: `${site.site}/other/callback`,
      state: 'of-the-page',
    })
    expect(await context.cookies(site.site)).toEqual([])
    await signIn()
    await expectPage(page.getByText('scopes: basic program')).toBeVisible()
  })

  it('keeps a hostile value where it belongs', async () => {
    const state = 'a&scope=send_mail#"><img src=x onerror=alert(1)>'
    await open(`new SSO_JS({ config: { client_id: '1', state: ${JSON.stringify(state)} } }).init()`)
    expect(await query()).toMatchObject({ scope: 'basic', state })
    expect(await page.locator('main img').count()).toBe(0)
  })

  it.each(["'yes'", "'True'", 'true', '1'])(
    'opens a new window, without a way back to this one, for new_window: %s',
    async (value) => {
      await open(`new SSO_JS({ config: { client_id: '1', new_window: ${value} } }).init()`)
      expect(await login().getAttribute('target')).toBe('_blank')
      expect(await login().getAttribute('rel')).toBe('noopener')
    },
  )

  it('stays in this window for new_window: false', async () => {
    await open(`new SSO_JS({ config: { client_id: '1', new_window: false } }).init()`)
    expect(await login().getAttribute('target')).toBeNull()
  })

  it('draws nothing before init(), and one button however often it is called', async () => {
    await open(`window.sso = new SSO_JS({ config: { client_id: '1' } })`)
    await expectPage(login()).toHaveCount(0)
    await page.evaluate('sso.init(), sso.init(), sso.render()')
    await expectPage(login()).toHaveCount(1)
  })

  it('draws several on a page, in a shadow tree too, which share their state', async () => {
    await open(
      `const shadow = document.querySelector('#host').attachShadow({ mode: 'open' })
       shadow.innerHTML = '<div></div>'
       new SSO_JS({ config: { client_id: '1' } }).init()
       new SSO_JS({ config: { client_id: '2', sso_root: document.querySelector('#second') } }).init()
       new SSO_JS({ config: { client_id: '3', sso_root: shadow.firstChild } }).init()`,
      '<div id="sso-root"></div><div id="second"></div><div id="host"></div>',
    )
    await expectPage(login()).toHaveCount(3)
    const queries = await Promise.all((await login().all()).map((link) => query(link)))
    expect(queries.map(({ client_id }) => client_id)).toEqual(['1', '2', '3'])
    expect(new Set(queries.map(({ state }) => state)).size).toBe(1)
  })

  it('waits for a root that the page has not come to yet', async () => {
    const code = `<script>new SSO_JS({ config: { client_id: '1' } }).init()</script>`
    const html = `<!doctype html><html lang="en"><title>Site</title><script src="${site.script}"></script>${code}<div id="sso-root"></div>`
    await page.goto(site.page('/early', html))
    await expectPage(login()).toBeVisible()
  })

  it.each([
    ['{}', 'SSO_JS: config.client_id is missing'],
    ['{ config: {} }', 'SSO_JS: config.client_id is missing'],
    ['undefined', 'SSO_JS: config.client_id is missing'],
    [
      "{ config: { client_id: '1' }, colors: { button_anchor_color: '#FFF' } }",
      'SSO_JS: colors.button_anchor_color is not 3 or 6 hex digits without #',
    ],
    [
      "{ config: { client_id: '1' }, colors: { button_div_bg_color: 'red' } }",
      'SSO_JS: colors.button_div_bg_color is not 3 or 6 hex digits without #',
    ],
    [
      "{ config: { client_id: '1', sso_root: 'sso-root' } }",
      'SSO_JS: config.sso_root is not an element',
    ],
  ])('throws for %s', async (options, message) => {
    await open('')
    expect(
      await page.evaluate(`try { new SSO_JS(${options}) } catch (error) { error.message }`),
    ).toBe(message)
  })

  it('draws into the root of now, where the page has made a new one', async () => {
    await open(`sso = new SSO_JS({ config: { client_id: '1' } }); sso.init()`)
    await expectPage(login()).toBeVisible()
    await page.evaluate(`
      document.querySelector('main').innerHTML = ''
      document.querySelector('main').append(Object.assign(document.createElement('div'), { id: 'sso-root' }))
      sso.init()`)
    await expectPage(login()).toHaveCount(1)
  })

  it('can stand in the page itself, without an address', async () => {
    const code = await (await fetch(site.script)).text()
    const html = `<!doctype html><html lang="en"><div id="sso-root"></div><script>${code}</script>
      <script>new SSO_JS({ config: { client_id: '1' } }).init()</script>`
    await page.goto(site.page('/inline', html))
    await expectPage(login()).toBeVisible()
  })

  it('throws for a page without a root', async () => {
    await open('', '')
    const code = `try { new SSO_JS({ config: { client_id: '1' } }).init() } catch (error) { error.message }`
    expect(await page.evaluate(code)).toBe('SSO_JS: there is no #sso-root')
  })

  it('has the colors of the page, and the old look without them', async () => {
    const look = () =>
      login().evaluate((link) => {
        const { backgroundColor, color, borderRadius, fontSize } = getComputedStyle(link)
        return { backgroundColor, color, borderRadius, fontSize }
      })
    await open(`new SSO_JS({ config: { client_id: '1' } }).init()`)
    await expect.poll(look).toEqual({
      backgroundColor: 'rgb(48, 63, 159)',
      color: 'rgb(255, 255, 255)',
      borderRadius: '4px',
      fontSize: '20px',
    })
    await open(`new SSO_JS({ config: { client_id: '1' },
      colors: { button_div_bg_color: 'ff0', button_anchor_color: '111111', logout_anchor_color: 'abc' } }).init()`)
    await expect.poll(look).toMatchObject({
      backgroundColor: 'rgb(255, 255, 0)',
      color: 'rgb(17, 17, 17)',
    })
    const other = page.getByRole('link', { name: 'LOGIN AS OTHER USER' })
    expect(await other.evaluate((link) => getComputedStyle(link).color)).toBe('rgb(170, 187, 204)')
  })

  it('has the old look for colors and a root that are there and not set', async () => {
    await open(`new SSO_JS({ config: { client_id: '1', sso_root: null },
      colors: { button_div_bg_color: undefined, button_anchor_color: null } }).init()`)
    await expectPage(login()).toHaveCSS('background-color', 'rgb(48, 63, 159)')
    await expectPage(login()).toHaveCSS('color', 'rgb(255, 255, 255)')
  })

  it.each([
    ['the middle button', { button: 'middle' as const }],
    ['the key for a new tab', { modifiers: ['ControlOrMeta' as const] }],
  ])('makes a new state for a new tab too, opened by %s', async (_, how) => {
    await open(`new SSO_JS({ config: { client_id: 'your-long-client-id' } }).init()`)
    await context.clearCookies()
    const [tab] = await Promise.all([context.waitForEvent('page'), login().click(how)])
    await answerProvider(tab)
    await expectPage(tab.getByText('Hello 1001')).toBeVisible()
  })

  it("makes one for the menu of the browser, by which a link's address can be copied", async () => {
    await open(`new SSO_JS({ config: { client_id: 'your-long-client-id' } }).init()`)
    await context.clearCookies()
    await login().dispatchEvent('contextmenu')
    const [cookie] = await context.cookies(site.site)
    expect((await query()).state).toBe(cookie?.value)
  })

  it('makes a new state when pressed, where the backend has used the first one up', async () => {
    await open(`new SSO_JS({ config: { client_id: 'your-long-client-id' } }).init()`)
    const { state } = await query()
    await context.clearCookies()
    await login().click()
    const sent = new URL(page.url()).searchParams
    const [cookie] = await context.cookies(site.site)
    expect(cookie?.value).not.toBe(state)
    expect(page.url() + sent).toContain(cookie?.value)
  })

  it.each(['light', 'dark'] as const)(
    'gives axe nothing to say, on a %s page',
    async (colorScheme) => {
      const color = colorScheme === 'dark' ? `, colors: { logout_anchor_color: 'bbb' }` : ''
      await open(`new SSO_JS({ config: { client_id: '1' }${color} }).init()`)
      const background = colorScheme === 'dark' ? '#121212' : '#fff'
      await page.addStyleTag({ content: `:root { background: ${background} }` })
      await page.addScriptTag({ path: import.meta.resolve('axe-core').slice('file://'.length) })
      const found = await page.evaluate('axe.run("main").then(({ violations }) => violations)')
      expect(found).toEqual([])
    },
  )

  it('runs under a strict policy that lets nobody make Trusted Types', async () => {
    const complaints: string[] = []
    page.on('console', (message) => complaints.push(message.text()))
    const code = `new SSO_JS({ config: { client_id: '1' } }).init()`
    const policy = `default-src 'none'; script-src 'self' 'nonce-1'; require-trusted-types-for 'script'; trusted-types`
    const html = withOptions(site.script, code).replaceAll('<script', '<script nonce="1"')
    await page.goto(site.page('/strict', html, { 'content-security-policy': policy }))
    await expectPage(login()).toBeVisible()
    expect(complaints.filter((text) => !text.includes('favicon'))).toEqual([])
  })
})
