import { avatarSvg } from '../../avatar.ts'
import type { Core } from '../../core.ts'
import type { Route } from '../../dialect.ts'
import type { Person } from '../../people.ts'
import { methodNotAllowed, noFraming } from './django.ts'

const allowed = 'GET, HEAD'

/** A generated picture at each person's picture path, so that a demo shows faces. */
export function pictureEndpoints(core: Core): (path: string) => Route | undefined {
  const resource = core.provider.identity.picture
  let pictured: Map<string, Person> | undefined
  // Looked for when the first picture is asked for.
  const look = () => {
    const found = new Map<string, Person>()
    if (resource === undefined) return found
    for (const person of core.people.all) {
      const path = person.user[resource]
      if (typeof path === 'string' && path.startsWith('/')) found.set(path, person)
    }
    return found
  }
  return (path) => {
    pictured ??= look()
    const person = pictured.get(path)
    return person && { endpoint: 'media', handle: pictureOf(person) }
  }
}

const pictureOf =
  ({ displayName }: Person): Route['handle'] =>
  ({ incoming: { method } }) =>
    method === 'GET' || method === 'HEAD'
      ? {
          status: 200,
          headers: {
            'Content-Type': 'image/svg+xml',
            'Content-Security-Policy': "default-src 'none'",
            'Cache-Control': 'max-age=3600',
            ...noFraming,
          },
          body: avatarSvg(displayName),
        }
      : methodNotAllowed(allowed)
