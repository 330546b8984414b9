import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { describe, expect, it } from 'vitest'

// What is published is `dist`, built by the test command before it comes here.

const packages = new URL('../packages/', import.meta.url).pathname
const manifestOf = (name: string) =>
  JSON.parse(readFileSync(`${packages}${name}/package.json`, 'utf8'))

describe.each(readdirSync(packages))('the published package %s', (name) => {
  const manifest = manifestOf(name)

  it('is packed as its manifest says', async () => {
    const { messages, pkg } = await publint({ pkgDir: `${packages}${name}`, pack: 'npm' })
    expect(messages.map((message) => formatMessage(message, pkg ?? {}))).toEqual([])
  })

  it('has entries that Node loads without the sources', () => {
    const entries = Object.entries<Record<string, string> | string>(manifest.exports)
      .filter(
        ([path, target]) =>
          typeof target === 'object' && !/define|drop-in|jsx|vue|svelte|\*/.test(path),
      )
      .map(([path]) => `${manifest.name}${path.slice(1)}`)
    const script = `for (const name of ${JSON.stringify(entries)}) if (!import.meta.resolve(name).includes('/dist/') || !Object.keys(await import(name)).length) throw new Error(name)`
    execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: `${packages}${name}`,
    })
  })

  it('shares its version with the others', () => {
    expect(manifest.version).toBe(manifestOf('providers').version)
    for (const [dependency, version] of Object.entries(manifest.dependencies ?? {})) {
      if (dependency.startsWith('@sso-login/')) expect(version).toBe(manifest.version)
    }
  })
})
