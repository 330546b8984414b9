/** Bundles a program against our sources as a site's build would against the packages. */
import { nodeResolve } from '@rollup/plugin-node-resolve'
import { type Plugin, type RollupBuild, rollup } from 'rollup'
import ts from 'typescript'

const fromSource: Plugin = {
  name: 'from-source',
  transform(code, id) {
    if (!id.endsWith('.ts')) return null
    const compilerOptions = {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
    }
    return { code: ts.transpileModule(code, { compilerOptions }).outputText, map: null }
  },
}

export function bundle(program: string): Promise<RollupBuild> {
  const file = new URL('./program.js', import.meta.url).pathname
  const virtual: Plugin = {
    name: 'program',
    resolveId: (id) => (id === 'program' ? file : null),
    load: (id) => (id === file ? program : null),
  }
  return rollup({
    input: 'program',
    plugins: [
      virtual,
      nodeResolve({
        browser: true,
        exportConditions: ['@sso-login/source', 'browser', 'import', 'default'],
        extensions: ['.ts', '.js'],
      }),
      fromSource,
    ],
  })
}

/** The same as one module. */
export async function bundleToOne(program: string): Promise<string> {
  const { output } = await (await bundle(program)).generate({ inlineDynamicImports: true })
  return output[0].code
}
