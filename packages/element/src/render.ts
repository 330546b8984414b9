/**
 * Draws small trees by the DOM's own calls. No HTML is parsed, so that a page's Trusted Types have
 * nothing to ask; what stays keeps its focus, its listeners and what stands in its slots.
 */

/** Text, `true` for an attribute without a value, a listener for `on...`; anything else: none. */
type Value = string | boolean | null | undefined | ((event: never) => void)

/** An element as it shall be. */
export interface Wanted {
  tag: string
  props: Record<string, Value>
  children: readonly Child[]
}

/** What is neither an element nor text holds its place, so that those after it are found again. */
export type Child = Wanted | string | false | null | undefined

export const h = (tag: string, props: Wanted['props'], ...children: Child[]): Wanted => ({
  tag,
  props,
  children,
})

/** What each element was drawn with: what others have set on it since then is left alone. */
const drawn = new WeakMap<Element, Wanted['props']>()

/** Makes the children of `parent` those that are wanted, place by place. */
export function render(parent: Node, wanted: readonly Child[]): void {
  wanted.forEach((child, place) => {
    const present = parent.childNodes[place]
    const node =
      child && typeof child === 'object' ? element(present, child) : text(present, child || '')
    if (node !== present) parent.replaceChild(node, present ?? parent.appendChild(new Text()))
  })
  while (parent.childNodes.length > wanted.length) parent.lastChild?.remove()
}

function text(present: Node | undefined, data: string): Text {
  const node = present instanceof Text ? present : new Text()
  // Setting it anew would announce it again.
  if (node.data !== data) node.data = data
  return node
}

function element(present: Node | undefined, { tag, props, children }: Wanted): Element {
  const kept = present instanceof Element && present.localName === tag
  const node = kept ? present : document.createElement(tag)
  const before = drawn.get(node) ?? {}
  for (const name of Object.keys({ ...before, ...props }))
    if (props[name] !== before[name]) set(node, name, props[name])
  drawn.set(node, props)
  render(node, children)
  return node
}

function set(node: Element, name: string, value: Value): void {
  if (name.startsWith('on')) Object.assign(node, { [name]: value || null })
  else if (typeof value === 'string') node.setAttribute(name, value)
  else node.toggleAttribute(name, !!value)
}
