/** The page of one provider: the same for all, but for the provider's name and where its routes are. */
import { readFile } from 'node:fs/promises'
import type { Offer } from './offers.ts'

const template = new URL('./page/index.html', import.meta.url)

export async function pageOf({ provider, path }: Offer, offers: readonly Offer[]): Promise<string> {
  // Without JavaScript the link alone brings the visitor back here.
  const back = path ? `?return_to=${encodeURIComponent(path)}` : ''
  const values: Readonly<Record<string, string>> = {
    NAME: provider.name,
    PATH: path,
    LOGIN: `${path}/auth/login${back}`,
    CHOICES: offers
      .map(({ path: other, provider: { name } }) => {
        const current = other === path ? ' aria-current="page"' : ''
        return `<li><a href="${other || '/'}"${current}>${name}</a></li>`
      })
      .join('\n          '),
  }
  const html = await readFile(template, 'utf8')
  // Names and paths are the demo's own: nothing of a visitor's stands in the page.
  return html.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '')
}
