import { avatarSvg } from '../../avatar.ts'
import type { Core } from '../../core.ts'
import type { Route } from '../../dialect.ts'
import type { Person } from '../../people.ts'
import { methodNotAllowed, noFraming } from './django.ts'

const allowed = 'GET, HEAD'

/** A generated picture at each person's picture path, so that a demo shows faces. */
export function pictureEndpoints(core: Core): ReadonlyMap<string, Route> {
  const resource = core.provider.identity.picture
  const routes = new Map<string, Route>()
  for (const person of resource === undefined ? [] : core.people.all) {
    const path = person.user[resource as string]
    if (typeof path === 'string' && path.startsWith('/'))
      routes.set(path, { endpoint: 'media', handle: pictureOf(person) })
  }
  return routes
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
