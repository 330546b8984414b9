import { avatarSvg } from '../../avatar.ts'
import type { Core } from '../../core.ts'
import type { Route } from '../../dialect.ts'
import type { People, Person } from '../../people.ts'
import { methodNotAllowed, noFraming } from './django.ts'

const allowed = 'GET, HEAD'

/** A generated picture at each person's picture path, so that a demo shows faces. */
export function pictureEndpoints(core: Core): (path: string) => Route | undefined {
  const resource = core.provider.identity.picture
  let people: People | undefined
  let pictured = new Map<string, Person>()
  // Looked for when the first picture is asked for, and again when the people are others.
  const look = () => {
    if (people === core.people || resource === undefined) return
    people = core.people
    pictured = new Map()
    for (const person of people.all) {
      const path = person.user[resource]
      if (typeof path === 'string' && path.startsWith('/')) pictured.set(path, person)
    }
  }
  return (path) => {
    look()
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
