import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { registry } from '@sso-login/providers/registry'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

/** Of all providers that are ours: their ids, and what people call them. */
const names = new Set(
  (await Promise.all(Object.values(registry).map((load) => load()))).flatMap(({ id, name }) => [
    id,
    name,
  ]),
)

const packages = new URL('../packages/', import.meta.url).pathname

/** What each package may import, beside its own files. */
const allowed: Record<string, readonly (string | RegExp)[]> = {
  providers: [],
  client: [/^@sso-login\/providers(\/|$)/, 'oauth4webapi'],
  server: [/^@sso-login\/(providers|client)(\/|$)/, 'cookie-es', 'pg', 'redis'],
  element: [/^@sso-login\/(client|providers)(\/|$)/],
  'mock-provider': [/^@sso-login\/providers(\/|$)/, 'jose'],
}

/** The element's types and components for frameworks: each imports its own, an optional peer. */
const isForFramework = (path: string, name: string) =>
  path.startsWith('element/src/frameworks/') &&
  /^(@lit\/react|react|preact|solid-js|svelte|vue)(\/|$)/.test(name)

/** The files that are Node's own; everything else runs on any runtime with web APIs. */
const nodeFiles = [
  /^server\/src\/stores\/(sqlite|redis|postgres)(-[a-z]+)?\.ts$/,
  /^server\/src\/test-store(\.ts|\/)/,
  /^server\/src\/certificate\.ts$/,
  /^mock-provider\/src\/(listen|cli)(-[a-z-]+)?\.ts$/,
  /^mock-provider\/src\/(listen|cli)\//,
  /^mock-provider\/src\/inspector-files\.ts$/,
]

const nodeGlobals = ['process', 'Buffer', 'require', '__dirname', '__filename', 'global']
const domGlobals = ['document', 'window', 'localStorage', 'sessionStorage', 'HTMLElement']

interface Source {
  /** Relative to `packages/`. */
  path: string
  package: string
  tree: ts.SourceFile
}

function sources(): Source[] {
  return readdirSync(packages, { recursive: true, encoding: 'utf8' })
    .filter((path) => /^[\w-]+\/src\/.*\.ts$/.test(path))
    .map((path) => ({
      path,
      package: path.split('/')[0] as string,
      tree: ts.createSourceFile(
        path,
        readFileSync(join(packages, path), 'utf8'),
        ts.ScriptTarget.Latest,
        true,
      ),
    }))
}

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node)
  node.forEachChild((child) => walk(child, visit))
}

/** Every module that a file imports at run time or for types. */
function imports(tree: ts.SourceFile): { name: string; typeOnly: boolean }[] {
  const found: { name: string; typeOnly: boolean }[] = []
  walk(tree, (node) => {
    if (
      (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) &&
      node.moduleSpecifier &&
      ts.isStringLiteral(node.moduleSpecifier)
    ) {
      const typeOnly = ts.isImportDeclaration(node)
        ? node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
        : node.isTypeOnly
      found.push({ name: node.moduleSpecifier.text, typeOnly })
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [name] = node.arguments
      found.push({ name: name && ts.isStringLiteral(name) ? name.text : '?', typeOnly: false })
    }
  })
  return found
}

/** Global names that a file uses: identifiers that it does not declare itself, and that are no member and no type. */
function globalsUsed(tree: ts.SourceFile, names: readonly string[]): string[] {
  const declared = new Set<string>()
  const used: string[] = []
  walk(tree, (node) => {
    if (!ts.isIdentifier(node) || !names.includes(node.text)) return
    const { parent } = node
    if ('name' in parent && parent.name === node) {
      if (!ts.isPropertyAccessExpression(parent)) declared.add(node.text)
    } else if (!ts.isTypeReferenceNode(parent) && !ts.isTypeQueryNode(parent)) {
      used.push(node.text)
    }
  })
  return used.filter((name) => !declared.has(name))
}

/** Where something is decided by a provider's name: compared, looked up in a list, or a key of a table. */
function namesAskedFor(tree: ts.SourceFile): string[] {
  const found: string[] = []
  // The mock has a file of its own for each provider whose real server was seen: this one lists them.
  const isListOfDialects = tree.fileName.endsWith('mock-provider/src/dialects.ts')
  walk(tree, (node) => {
    const { parent } = node
    if (ts.isBinaryExpression(node) && /^[!=]==?$/.test(node.operatorToken.getText(tree))) {
      const sides = [node.left, node.right].map((side) => side.getText(tree))
      found.push(...sides.filter((side) => /^provider\??\.(id|name)$/.test(side)))
    }
    if (ts.isPropertyAssignment(node) && names.has(node.name.getText(tree)) && !isListOfDialects) {
      found.push(node.name.getText(tree))
    }
    if (!ts.isStringLiteralLike(node) || !names.has(node.text)) return
    const isAsked =
      (ts.isBinaryExpression(parent) && parent.operatorToken.kind !== ts.SyntaxKind.EqualsToken) ||
      ts.isCaseClause(parent) ||
      ts.isArrayLiteralExpression(parent) ||
      (ts.isCallExpression(parent) && parent.expression.kind !== ts.SyntaxKind.ImportKeyword)
    if (isAsked) found.push(node.text)
  })
  return found
}

/** Files that import each other, over others or straight, for types too: each circle once, by where it was entered. */
function circles(importsOf: ReadonlyMap<string, readonly string[]>): string[] {
  const found: string[] = []
  const done = new Set<string>()
  const follow = (path: string, way: readonly string[]) => {
    const start = way.indexOf(path)
    if (start >= 0) found.push([...way.slice(start), path].join(' -> '))
    if (start >= 0 || done.has(path)) return
    for (const target of importsOf.get(path) ?? []) follow(target, [...way, path])
    done.add(path)
  }
  for (const path of importsOf.keys()) follow(path, [])
  return found
}

const isNodeFile = (path: string) => nodeFiles.some((pattern) => pattern.test(path))

describe('the house', () => {
  const all = sources()

  it('has five packages, each with an index', () => {
    expect([...new Set(all.map((source) => source.package))].sort()).toEqual(
      Object.keys(allowed).sort(),
    )
    for (const name of Object.keys(allowed)) {
      expect(all.map((source) => source.path)).toContain(`${name}/src/index.ts`)
    }
  })

  it('imports along its arrows only', () => {
    const wrong = all.flatMap((source) =>
      imports(source.tree)
        .filter(({ name }) => !name.startsWith('.'))
        .filter(({ name, typeOnly }) => {
          if (name.startsWith('node:')) return !typeOnly && !isNodeFile(source.path)
          if (isForFramework(source.path, name)) return false
          return !allowed[source.package]?.some((rule) =>
            typeof rule === 'string' ? rule === name : rule.test(name),
          )
        })
        .map(({ name }) => `${source.path} imports ${name}`),
    )
    expect(wrong).toEqual([])
  })

  it('never reaches into another package by a path', () => {
    const wrong = all.flatMap((source) =>
      imports(source.tree)
        .filter(({ name }) => name.startsWith('.'))
        .filter(({ name }) => {
          const target = relative(source.package, join(source.path, '..', name))
          return target.startsWith('..')
        })
        .map(({ name }) => `${source.path} imports ${name}`),
    )
    expect(wrong).toEqual([])
  })

  it('has no circle of files that import each other, be it for types', () => {
    const importsOf = all.map(({ path, tree }) => {
      const names = imports(tree).filter(({ name }) => name.startsWith('.'))
      return [path, names.map(({ name }) => join(path, '..', name))] as const
    })
    expect(circles(new Map(importsOf))).toEqual([])
  })

  it('would notice a circle', () => {
    const importsOf = { a: ['b', 'd'], b: ['c'], c: ['b', 'd'], d: [] }
    expect(circles(new Map(Object.entries(importsOf)))).toEqual(['b -> c -> b'])
  })

  it('uses Node globals in Node files only, and the DOM in the element only', () => {
    const wrong = all.flatMap((source) => {
      const names = [
        ...(isNodeFile(source.path) ? [] : nodeGlobals),
        ...(source.package === 'element' ? [] : domGlobals),
      ]
      return globalsUsed(source.tree, names).map((name) => `${source.path} uses ${name}`)
    })
    expect(wrong).toEqual([])
  })

  it('asks no provider for its name: what differs is data', () => {
    const wrong = all
      .filter((source) => source.package !== 'providers')
      .flatMap(({ path, tree }) => namesAskedFor(tree).map((name) => `${path} asks for ${name}`))
    expect(wrong).toEqual([])
  })

  it.each([
    "if (provider.id === 'iitb') {}",
    "const isThat = 'usso' == config.provider.id",
    "const { id } = provider; if (id !== 'miniorange') {}",
    "switch (id) { case 'ubisecure': }",
    "['bridgekeeper', 'iitb'].includes(provider.id)",
    "new Set(['ubisecure'])",
    "id.startsWith('miniorange')",
    "if (provider.name === 'miniOrange') {}",
    'if (id === `iitb`) {}',
    'if (provider.id == other) {}',
    'const handlings = { ubisecure: () => {} }',
  ])('would notice %s', (text) => {
    const tree = ts.createSourceFile('made-up.ts', text, ts.ScriptTarget.Latest, true)
    expect(namesAskedFor(tree)).not.toEqual([])
  })

  it('keeps every source file under 400 lines', () => {
    const long = all
      .filter((source) => source.tree.getLineStarts().length > 400)
      .map((source) => source.path)
    expect(long).toEqual([])
  })
})
