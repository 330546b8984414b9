// What editors know of the element, made from the comment of its class: the custom elements manifest
// (schema 1.0.0 of webcomponents/custom-elements-manifest) and VS Code's `html.customData`.
import { readFileSync, writeFileSync } from 'node:fs'
import { create, ts } from '@custom-elements-manifest/analyzer'

const files = ['sso-login', 'define']

/** The manifest of the package in `folder`. */
function manifestOf(folder) {
  const manifest = create({
    modules: files.map((name) =>
      ts.createSourceFile(
        `dist/${name}.js`,
        readFileSync(`${folder}/src/${name}.ts`, 'utf8'),
        ts.ScriptTarget.ES2015,
        true,
        ts.ScriptKind.TS,
      ),
    ),
  })
  for (const { declarations } of manifest.modules)
    for (const declaration of declarations)
      declaration.members = declaration.members?.filter(({ privacy }) => !privacy)
  return manifest
}

/** `'a' | 'b'` as the values of an attribute. */
const valuesOf = ({ type }) =>
  [...(type?.text ?? '').matchAll(/'([^']*)'/g)].map(([, name]) => ({ name }))

/** VS Code's custom data of the elements in a manifest. */
const customDataOf = ({ modules }) => ({
  version: 1.1,
  tags: modules
    .flatMap(({ declarations }) => declarations)
    .filter(({ tagName }) => tagName)
    .map(({ tagName, description, attributes }) => ({
      name: tagName,
      description,
      attributes: attributes.map((attribute) => ({
        name: attribute.name,
        description: attribute.description,
        ...(attribute.type?.text === 'boolean'
          ? { valueSet: 'v' }
          : { values: valuesOf(attribute) }),
      })),
    })),
})

/** Writes both beside the code of the package in `folder`. */
export const editorData = (folder) => ({
  name: 'editor-data',
  writeBundle() {
    const manifest = manifestOf(folder)
    const write = (name, data) =>
      writeFileSync(`${folder}/dist/${name}`, `${JSON.stringify(data, null, 2)}\n`)
    write('custom-elements.json', manifest)
    write('vscode.html-custom-data.json', customDataOf(manifest))
  },
})
