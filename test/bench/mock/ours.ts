import { createMockProvider } from '@sso-login/mock-provider'
import { iitb } from '@sso-login/providers/iitb'

export const client = {
  client_id: 'bench',
  client_secret: 'bench-secret-0123456789',
  redirect_uris: ['https://app.example.test/cb'],
}

/** The mock with so many people, the first of whom has as many live tokens as asked for. */
export function createOurs(count = 3) {
  if (count <= 3) return createMockProvider(iitb, { clients: [client] })
  const [template] = createMockProvider(iitb).users
  const users = Array.from({ length: count }, (_, i) => ({
    ...(template as NonNullable<typeof template>),
    id: i + 1,
    username: i === 0 ? 'alice' : `user${i + 1}`,
  }))
  const implicit = { ...client, grant_types: ['authorization_code', 'refresh_token', 'implicit'] }
  return createMockProvider(iitb, { clients: [implicit], users })
}
