/** Which of its two forms an API answer takes, as Django REST framework decides it (seen). */

export type Renderer = 'json' | 'html'

const mediaTypes: readonly (readonly [Renderer, string, string])[] = [
  ['json', 'application', 'json'],
  ['html', 'text', 'html'],
]

const formats: Readonly<Record<string, Renderer>> = { json: 'json', api: 'html' }

export type Negotiation =
  | { readonly renderer: Renderer }
  | { readonly status: 404 | 406; readonly because: string }

/** `format` in the query narrows the choice, `Accept` decides; the quality values do not count. */
export function negotiate(format: string | undefined, accept: string | undefined): Negotiation {
  if (format && !Object.hasOwn(formats, format)) {
    return { status: 404, because: `there is no format ${JSON.stringify(format)}` }
  }
  const candidates = format
    ? mediaTypes.filter(([renderer]) => renderer === formats[format])
    : mediaTypes
  // What nearly every client sends.
  if ((accept === undefined || accept === '*/*') && !format) return { renderer: 'json' }
  const accepted = (accept ?? '*/*').split(',').map(parse)
  for (const precedence of [3, 2, 1, 0]) {
    const types = accepted.filter((type) => type.precedence === precedence)
    for (const [renderer, main, sub] of candidates) {
      if (types.some((type) => fits(type.main, main) && fits(type.sub, sub))) return { renderer }
    }
  }
  return { status: 406, because: 'Accept names nothing that the API can answer with' }
}

const fits = (pattern: string, actual: string): boolean => pattern === '*' || pattern === actual

interface Accepted {
  readonly main: string
  readonly sub: string
  readonly precedence: number
}

function parse(text: string): Accepted {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim())
  const slash = type.indexOf('/')
  const main = (slash < 0 ? type : type.slice(0, slash)).toLowerCase()
  const sub = slash < 0 ? '' : type.slice(slash + 1).toLowerCase()
  const names = parameters.map((part) => part.split('=', 1)[0])
  const plain = names.length === 0 || (names.length === 1 && names[0] === 'q')
  const precedence = main === '*' ? 0 : sub === '*' ? 1 : plain ? 2 : 3
  return { main, sub, precedence }
}
