// Rollup plugins of the languages beside the one-file builds, each fetched by the pages that are in it.

/** English is in the one file. */
const provided = /^@sso-login\/providers\/languages\/(?!en$)([a-z]+)$/

export const languagesBeside = {
  name: 'languages-beside',
  resolveId(id) {
    const [, tag] = provided.exec(id) ?? []
    return tag ? { id: `./languages/${tag}.min.js`, external: true } : null
  },
}

/** A language's words in their order, without names: those would make half of it. */
export const wordsAlone = {
  name: 'words-alone',
  async renderChunk(code) {
    const { element } = await import(`data:text/javascript,${encodeURIComponent(code)}`)
    return { code: `export const element=${JSON.stringify(Object.values(element))}\n`, map: null }
  },
}
