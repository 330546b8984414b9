// One build for all packages, a package at a time in dependency order: each is compiled against the
// built declarations of those before it, as a user's compiler will see them.
import { readFileSync, rmSync } from 'node:fs'
import nodeResolve from '@rollup/plugin-node-resolve'
import terser from '@rollup/plugin-terser'
import typescript from '@rollup/plugin-typescript'
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

const modules = (name) => {
  const folder = `packages/${name}`
  rmSync(`${folder}/dist`, { recursive: true, force: true })
  return {
    input: entriesOf(folder),
    external: isExternal,
    output: {
      dir: `${folder}/dist`,
      format: 'es',
      preserveModules: true,
      preserveModulesRoot: `${folder}/src`,
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
    ],
  }
}

const oneFile = ({ entry, name, format = 'es', plugins = [] }) => ({
  input: `packages/element/dist/${entry}.js`,
  output: { file: `packages/element/dist/${name}.min.js`, format, inlineDynamicImports: true },
  plugins: [...plugins, nodeResolve({ browser: true }), terser(strong)],
})

export default [
  ...order.map(modules),
  oneFile({ entry: 'define', name: 'sso-login', plugins: [clientBeside, cssBeside] }),
  oneFile({ entry: 'drop-in', name: 'login', format: 'iife', plugins: [clientBeside] }),
  oneFile({ entry: 'browser-only', name: 'client' }),
]
