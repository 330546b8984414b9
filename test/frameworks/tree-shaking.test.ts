import { describe, expect, it } from 'vitest'
import { bundle, bundleToOne } from '../support/bundle.ts'

/** Every file of the bundle, by the language that it holds. */
async function chunks(program: string): Promise<Record<string, string>> {
  const { output } = await (await bundle(program)).generate({})
  return Object.fromEntries(
    output.flatMap((part) => (part.type === 'chunk' ? [[part.name, part.code]] : [])),
  )
}

describe('a bundler that shakes trees', () => {
  it('leaves the element undefined where only its class is imported', async () => {
    const code = await bundleToOne(
      "import { SsoLogin } from '@sso-login/element'; console.log(SsoLogin)",
    )
    expect(code).toContain('class SsoLogin')
    expect(code).not.toMatch(/\.define\(/)
  })

  it('drops the class where nothing of it is used', async () => {
    expect(await bundleToOne("import { SsoLogin } from '@sso-login/element'")).not.toContain(
      'class',
    )
  })

  it('defines the element where `define` is imported', async () => {
    expect(await bundleToOne("import '@sso-login/element/define'")).toMatch(/\.define\(/)
  })

  it('takes English alone into the first file, and of a language no more than the element says', async () => {
    const { program = '', fi = '', ...others } = await chunks("import '@sso-login/element/define'")
    expect(program).toContain('Login with SSO')
    expect(program).not.toMatch(/Kirjaudu|Anmelden/)
    expect(fi).toContain('Kirjaudu SSO:lla')
    expect(fi).not.toContain('Salasanaa ei tarvita')
    expect(Object.keys(others)).toEqual(expect.arrayContaining(['ar', 'de', 'hi', 'zh']))
  })

  it('takes one language where one is imported', async () => {
    const code = await bundleToOne(
      "import { element } from '@sso-login/providers/languages/hi'; console.log(element)",
    )
    expect(code).toContain('लॉग इन')
    expect(code).not.toMatch(/Kirjaudu|Login with SSO/)
  })
})
