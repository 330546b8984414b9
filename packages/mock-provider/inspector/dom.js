/** Makes an element; text is always text, never HTML. */
export const element = (tag, properties = {}, ...children) => {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue
    if (name === 'class') made.className = value
    else if (name.startsWith('on')) made.addEventListener(name.slice(2), value)
    else if (name in made && name !== 'list') made[name] = value
    else made.setAttribute(name, value)
  }
  made.append(
    ...children.filter((child) => child !== undefined && child !== null && child !== false),
  )
  return made
}

export const byId = (id) => document.getElementById(id)

/** Calls the control API; the error says what was wrong. */
export async function control(call, body) {
  const answer = await fetch(`/_mock/${call}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  })
  const result = await answer.json()
  if (!answer.ok) throw new Error(result.error ?? `The mock answered ${answer.status}.`)
  return result
}

export const timeOf = (iso) => new Date(iso).toLocaleTimeString('en-GB')

/** `2 h 5 min`: the two largest units. */
export function duration(seconds) {
  const units = [
    [86_400, 'd'],
    [3600, 'h'],
    [60, 'min'],
    [1, 's'],
  ]
  const parts = []
  let rest = Math.max(0, Math.round(seconds))
  for (const [size, name] of units) {
    if (rest >= size) parts.push(`${Math.floor(rest / size)} ${name}`)
    rest %= size
  }
  return parts.slice(0, 2).join(' ') || '0 s'
}

/** A round sign for a name: initials on a colour of its own. */
export function sign(name) {
  let hash = 0
  for (const letter of name) hash = (hash * 31 + letter.codePointAt(0)) % 360
  const words = name.split(/\s+/).filter(Boolean)
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined]
  const made = element('span', {
    class: 'sign',
    'aria-hidden': 'true',
    textContent: letters.map((word) => word?.match(/[\p{L}\p{N}]/u)?.[0] ?? '').join(''),
  })
  made.style.setProperty('--hue', String(hash))
  return made
}
