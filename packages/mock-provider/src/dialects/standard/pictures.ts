import type { Provider } from '@sso-login/providers'
import { avatarSvg } from '../../avatar.ts'
import type { Core } from '../../core.ts'
import type { Handler } from '../../exchange.ts'
import { methodNotAllowed } from './answers.ts'

/** A generated picture at each person's picture path, so that a demo shows faces. */
export function pictureEndpoints(core: Core<Provider>): ReadonlyMap<string, Handler> {
  const resource = core.provider.identity.picture
  const pictures = new Map<string, Handler>()
  for (const { user, displayName } of resource === undefined ? [] : core.people.all) {
    const path = user[resource as string]
    if (typeof path !== 'string' || !path.startsWith('/')) continue
    pictures.set(path, (exchange) => {
      const { method } = exchange.incoming
      if (method !== 'GET' && method !== 'HEAD') return methodNotAllowed(exchange, 'GET, HEAD')
      const headers = {
        'Content-Type': 'image/svg+xml',
        'Content-Security-Policy': "default-src 'none'",
        'Cache-Control': 'max-age=3600',
      }
      return { status: 200, headers, body: avatarSvg(displayName) }
    })
  }
  return pictures
}
