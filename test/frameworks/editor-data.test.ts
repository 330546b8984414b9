import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'

// What editors know of the element: written by the build, from the comment of its class.

interface Named {
  name: string
  description: string
}
interface Declaration extends Named {
  tagName?: string
  attributes: Named[]
  events: Named[]
  slots: Named[]
  cssParts: Named[]
  cssProperties: Named[]
  members: { name: string; privacy?: string }[]
}

const folder = new URL('../../packages/element/', import.meta.url)
const read = async (path: string) => JSON.parse(await readFile(new URL(path, folder), 'utf8'))
const source = await readFile(new URL('src/sso-login.ts', folder), 'utf8')

/** The names that the comment of the class lists under a tag. */
const inComment = (tag: string) =>
  [...source.matchAll(new RegExp(`^ \\* @${tag}(?: \\{[^}]*\\})?(?: ([\\w-]+))? - `, 'gm'))].map(
    ([, name = '']) => name,
  )
const names = (list: Named[]) => list.map(({ name }) => name)

describe('the custom elements manifest', async () => {
  const { customElements } = await read('package.json')
  const { modules } = await read(customElements)
  const element: Declaration = modules
    .flatMap(({ declarations }: { declarations: Declaration[] }) => declarations)
    .find(({ tagName }: Declaration) => tagName === 'sso-login')

  it.each([
    ['attr', 'attributes'],
    ['fires', 'events'],
    ['slot', 'slots'],
    ['csspart', 'cssParts'],
    ['cssprop', 'cssProperties'],
  ] as const)('has every @%s of the class, with its description', (tag, kind) => {
    expect(inComment(tag).length).toBeGreaterThan(3)
    expect(names(element[kind]).sort()).toEqual(inComment(tag).sort())
    expect(element[kind].filter(({ description }) => !description)).toEqual([])
  })

  it('has what a page may call, and nothing private', () => {
    const members = element.members.map(({ name }) => name)
    expect(members).toEqual(expect.arrayContaining(['session', 'user', 'refresh', 'languages']))
    expect(members.filter((name) => name.startsWith('#'))).toEqual([])
  })
})

it('VS Code offers the values of an attribute', async () => {
  const { tags } = await read('dist/vscode.html-custom-data.json')
  const { attributes } = tags.find(({ name }: Named) => name === 'sso-login')
  const view = attributes.find(({ name }: Named) => name === 'view')
  expect(names(view.values)).toEqual(['button', 'compact', 'full'])
  expect(names(attributes).sort()).toEqual(inComment('attr').sort())
})
