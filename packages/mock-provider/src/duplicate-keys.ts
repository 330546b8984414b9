/**
 * Where a valid JSON text names a member of an object twice, e.g. `clients[0].client_id`: `JSON.parse` takes the
 * last, and whoever wrote the first would never know.
 */
export function duplicateKey(json: string): string | undefined {
  const open: { readonly path: string; readonly keys: Set<string> | undefined; at: string }[] = []
  let text = ''
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]/g)) {
    const inside = open.at(-1)
    if (token === '{' || token === '[') {
      const keys = token === '{' ? new Set<string>() : undefined
      open.push({ path: inside ? inside.path + inside.at : '', keys, at: keys ? '' : '[0]' })
    } else if (token === '}' || token === ']') open.pop()
    else if (token === ':' && inside?.keys) {
      const key = JSON.parse(text) as string
      inside.at = inside.path === '' ? key : `.${key}`
      if (inside.keys.has(key)) return inside.path + inside.at
      inside.keys.add(key)
    } else if (token === ',' && inside && !inside.keys) {
      inside.at = `[${Number(inside.at.slice(1, -1)) + 1}]`
    } else text = token
  }
  return undefined
}
