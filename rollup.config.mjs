// One build for all packages, a package at a time in dependency order: each is compiled against the
// built declarations of those before it, as a user's compiler will see them.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import nodeResolve from '@rollup/plugin-node-resolve'
import terser from '@rollup/plugin-terser'
import typescript from '@rollup/plugin-typescript'
import { editorData } from './packages/element/editor-data.mjs'
import { languagesBeside, wordsAlone } from './packages/element/language-chunks.mjs'
import { clientBeside, cssBeside, strong } from './packages/element/one-file.mjs'

const order = ['providers', 'client', 'server', 'mock-provider', 'element']

const isExternal = (id) => !/^[./]|^\w:\\/.test(id)

/**
 * The entries of a package are its exports that have a source: nothing is listed twice. What a
 * pattern stands for comes along with the entry that imports it.
 */
function entriesOf(folder) {
  const { exports } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'))
  const sources = Object.values(exports).map((target) => target['@sso-login/source'])
  return sources
    .filter((source) => source && !source.includes('*'))
    .map((source) => `${folder}/${source.slice('./'.length)}`)
}

/** Of one package alone. */
const plugins = { element: [editorData('packages/element')] }

const modules = (name) => {
  const folder = `packages/${name}`
  rmSync(`${folder}/dist`, { recursive: true, force: true })
  return {
    input: entriesOf(folder),
    external: isExternal,
    // Entries of types alone are empty, and meant to be.
    onLog: (level, log, handle) => log.code !== 'EMPTY_BUNDLE' && handle(level, log),
    output: {
      dir: `${folder}/dist`,
      format: 'es',
      // The mock is started over and over by tests: a few files load in half the time of a hundred and twenty.
      ...(name === 'mock-provider'
        ? { chunkFileNames: '[name].js' }
        : { preserveModules: true, preserveModulesRoot: `${folder}/src` }),
    },
    plugins: [
      typescript({
        noEmitOnError: true,
        compilerOptions: {
          customConditions: [],
          noEmit: false,
          rootDir: `${folder}/src`,
          outDir: `${folder}/dist`,
          declaration: true,
        },
      }),
      ...(plugins[name] ?? []),
    ],
  }
}

/** Prints what a page that loads the file from elsewhere says of it (Subresource Integrity). */
const integrity = {
  name: 'integrity',
  generateBundle(_, files) {
    for (const { fileName, code, source = code } of Object.values(files))
      console.log(`${fileName} sha384-${createHash('sha384').update(source).digest('base64')}`)
  },
}

const oneFile = ({ entry, name, format = 'es', plugins = [] }) => ({
  input: `packages/element/dist/${entry}.js`,
  output: { file: `packages/element/dist/${name}.min.js`, format, inlineDynamicImports: true },
  plugins: [languagesBeside, ...plugins, nodeResolve({ browser: true }), terser(strong), integrity],
})

const languages = () => {
  const folder = 'packages/providers/src/languages'
  const tags = readdirSync(folder)
    .filter((name) => /^[a-z]{2}\.ts$/.test(name))
    .map((name) => name.replace('.ts', ''))
    .filter((tag) => tag !== 'en')
  return {
    input: Object.fromEntries(
      tags.map((tag) => [tag, `packages/providers/dist/languages/${tag}.js`]),
    ),
    output: { dir: 'packages/element/dist/languages', entryFileNames: '[name].min.js' },
    plugins: [wordsAlone],
  }
}

export default [
  ...order.map(modules),
  oneFile({ entry: 'define', name: 'sso-login', plugins: [clientBeside, cssBeside] }),
  oneFile({ entry: 'drop-in', name: 'login', format: 'iife', plugins: [clientBeside] }),
  oneFile({ entry: 'browser-only', name: 'client' }),
  languages(),
]
