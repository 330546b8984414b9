const size = 96

/** A picture for a person: initials on a colour, always the same for the same name. */
export function avatarSvg(name: string): string {
  const hue = hueOf(name)
  const [from, to] = [`hsl(${hue} 62% 46%)`, `hsl(${(hue + 38) % 360} 66% 34%)`]
  // Presentation attributes, no style: a strict content security policy lets them through.
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" width="${size}" height="${size}" aria-hidden="true">`,
    `<defs><linearGradient id="g${hue}" x1="0" y1="0" x2="1" y2="1"><stop stop-color="${from}"/><stop offset="1" stop-color="${to}"/></linearGradient></defs>`,
    `<rect width="${size}" height="${size}" fill="url(#g${hue})"/>`,
    `<text x="50%" y="50%" dy=".35em" text-anchor="middle" font-family="system-ui, sans-serif" font-size="38" font-weight="600" fill="#fff">${initialsOf(name)}</text>`,
    '</svg>',
  ].join('')
}

function hueOf(name: string): number {
  let hash = 0
  for (const character of name) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) >>> 0
  return hash % 360
}

/** The first letters of the first and last word; letters only, so that they need no escaping. */
function initialsOf(name: string): string {
  const words = name.split(/\s+/).flatMap((word) => word.match(/\p{L}/u)?.[0] ?? [])
  return (words.length > 1 ? [words[0], words.at(-1)] : words).join('').toUpperCase()
}
