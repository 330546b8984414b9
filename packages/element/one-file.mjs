// Rollup plugins of the one-file builds.

/** The client is a file of its own beside this one, fetched by the pages that need it. */
export const clientBeside = {
  name: 'client-beside',
  resolveId: (id) =>
    id.endsWith('/browser-only.js') ? { id: './client.min.js', external: true } : null,
}

/** `sso-login.css`, in the words of the element's own style sheet. */
export const cssBeside = {
  name: 'css-beside',
  async generateBundle() {
    const { css } = await import('./src/unupgraded.ts')
    this.emitFile({ type: 'asset', fileName: 'sso-login.css', source: css })
  },
}

/** Options of terser. */
export const strong = {
  ecma: 2022,
  compress: { passes: 3, pure_getters: true, unsafe_arrows: true, unsafe_methods: true },
  format: { comments: false },
}
