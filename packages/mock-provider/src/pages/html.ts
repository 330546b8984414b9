/** A piece of HTML that is safe to put into a page. */
export interface Html {
  readonly html: string
}

type Part = string | number | Html | readonly Part[] | null | undefined | false

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => entities[character] as string)

const render = (part: Part): string => {
  if (part === null || part === undefined || part === false) return ''
  if (typeof part === 'object')
    return 'html' in part ? part.html : part.map((item) => render(item)).join('')
  return escapeHtml(String(part))
}

/** A template whose values are escaped, unless they are HTML themselves. */
export const html = (strings: TemplateStringsArray, ...values: readonly Part[]): Html => ({
  html: strings.reduce((text, string, i) => text + string + render(values[i]), ''),
})

export const raw = (text: string): Html => ({ html: text })
