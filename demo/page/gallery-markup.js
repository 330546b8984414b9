// One description, two readings: an element to look at, and the markup to copy.
// A node is [tag, attributes, ...children]; a child is a node or text; an attribute that is `true` has no value.

const svg = 'http://www.w3.org/2000/svg'

/** The node as an element of `page`. */
export function build([tag, attributes, ...children], page = document, space = null) {
  const own = tag === 'svg' ? svg : space
  const made = own ? page.createElementNS(own, tag) : page.createElement(tag)
  setAttributes(made, attributes)
  made.append(...children.map((child) => (Array.isArray(child) ? build(child, page, own) : child)))
  return made
}

/** Makes an element that stands already as the node says, and leaves it where it is. */
export function become(element, [, attributes, ...children]) {
  for (const name of element.getAttributeNames())
    if (!(name in attributes)) element.removeAttribute(name)
  setAttributes(element, attributes)
  const made = children.map((child) => build(child, element.ownerDocument))
  element.replaceChildren(...made)
}

function setAttributes(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    const text = value === true ? '' : value
    if (element.getAttribute(name) !== text) element.setAttribute(name, text)
  }
}

const escaped = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

const lineWidth = 72

/** The node as markup. */
export function markup([tag, attributes, ...children], indent = '') {
  const written = Object.entries(attributes).map(([name, value]) =>
    value === true ? name : `${name}="${escaped(value)}"`,
  )
  const inOneLine = [tag, ...written].join(' ')
  const open =
    inOneLine.length > lineWidth
      ? `${indent}<${tag}\n${written.map((one) => `${indent}  ${one}\n`).join('')}${indent}>`
      : `${indent}<${inOneLine}>`
  if (!children.some(Array.isArray)) return `${open}${escaped(children.join(''))}</${tag}>`
  const inside = children.map((child) =>
    Array.isArray(child) ? markup(child, `${indent}  `) : `${indent}  ${escaped(child)}`,
  )
  return [open, ...inside, `${indent}</${tag}>`].join('\n')
}

/** A rule that gives every element of `tag` these properties; nothing where there are none. */
export function styleMarkup(tag, properties) {
  const lines = Object.entries(properties).map(([name, value]) => `    ${name}: ${value};\n`)
  return lines.length ? `<style>\n  ${tag} {\n${lines.join('')}  }\n</style>\n` : ''
}

/** Words as children of a node, with what stands in `backticks` as code. */
export const withCode = (words) =>
  words
    .split('`')
    .map((piece, at) => (at % 2 ? ['code', {}, piece] : piece))
    .filter((piece) => piece !== '')
