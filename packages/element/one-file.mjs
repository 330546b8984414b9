// Rollup plugins of the one-file builds.
import { litCuts } from './lit-cuts.mjs'

/**
 * Cuts Lit, and names its Trusted Types policy: with Lit's own name a second copy of Lit on the page
 * would throw. A second copy of the element draws nothing and makes no policy.
 */
const smallLit = (policyName) => ({
  name: 'small-lit',
  transform(code, id) {
    const file = Object.keys(litCuts).find((end) => id.endsWith(`/${end}`))
    if (!file) return null
    const replace = (text, [from, to = '']) => {
      const changed = text.replace(from, () => to)
      if (changed === text) this.error(`${file} no longer has ${from}: see lit-cuts.mjs`)
      return changed
    }
    const cut = litCuts[file].reduce(replace, code)
    const named = cut.replace(
      /(\w)\?\1\.createPolicy\("lit-html"/,
      `$1&&!customElements.get("sso-login")?$1.createPolicy("${policyName}"`,
    )
    return { code: named, map: null }
  },
})

const tight = (text) =>
  text
    .replace(/\/\*.*?\*\//gs, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,]) ?/g, '$1')
    .replace(/;}/g, '}')
    .replace(/([\w-]): /g, '$1:')
    .replace(/ ?(<\/?|>) ?/g, '$1')
    .replace(/ \/>/g, '>')
    .replace(/\b0\./g, '.')
    .replace(/=(["'])([\w-]+)\1/g, '=$2')

/** Takes the white space out of our templates, which are all HTML and CSS without any of their own. */
const tightTemplates = {
  name: 'tight-templates',
  transform(code, id) {
    if (!id.includes('packages/element/dist')) return null
    const texts = []
    const walk = (node) => {
      if (!node || typeof node !== 'object') return
      if (node.type === 'TemplateElement' && node.value.raw.includes('\n')) texts.push(node)
      for (const child of Object.values(node)) walk(child)
    }
    walk(this.parse(code))
    let result = code
    for (const { start, end, value } of texts.sort((a, b) => b.start - a.start))
      result = result.slice(0, start) + tight(value.raw) + result.slice(end)
    return { code: result, map: null }
  },
}

/** The client is a file of its own beside this one, fetched by the pages that need it. */
const clientBeside = {
  name: 'client-beside',
  resolveId: (id) =>
    id.endsWith('/browser-only.js') ? { id: './client.min.js', external: true } : null,
}

/** The plugins of a one-file build whose Trusted Types policy is called `policyName`. */
export const onePage = (policyName) => [clientBeside, smallLit(policyName), tightTemplates]

// What Lit's parts call each other by, and nobody else.
const litNames =
  /^(_\$.*|renderRoot|shadowRootOptions|elementStyles|renderOptions|isUpdatePending|hasUpdated|enableUpdating|performUpdate|createRenderRoot|getUpdateComplete|getPropertyOptions|getPropertyDescriptor|createProperty|finalizeStyles|styleSheet|willUpdate|fromAttribute|ctor)$/

/** Options of terser for the client. */
export const strong = {
  ecma: 2022,
  compress: { passes: 3, pure_getters: true, unsafe_arrows: true, unsafe_methods: true },
  format: { comments: false },
}

/** Options of terser for what holds Lit. */
export const strongest = {
  ...strong,
  mangle: { properties: { regex: litNames } },
  format: { comments: false, preamble: '/*! MIT; Lit: Google LLC, BSD-3-Clause */' },
}
