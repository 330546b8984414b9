import type { Identity as IdentityResources } from '@sso-login/providers'
import { type Call, failure } from './failure.ts'
import type { Identity } from './types.ts'

/** Who these resources say that somebody is. */
export function identityOf(
  call: Call,
  { id, name, picture }: IdentityResources,
  found: Readonly<Record<string, unknown>>,
): Identity {
  const textOf = (field: string) => {
    const value = found[field]
    return typeof value === 'string' ? value.trim() : ''
  }
  const key = found[id]
  if (key === undefined || key === null || key === '') {
    throw failure(call, 'response_invalid', `The provider sent no ${id}`)
  }
  const names = name.map((fields) => fields.map(textOf).filter(Boolean).join(' '))
  return {
    id: String(key),
    name: names.find(Boolean) ?? null,
    ...(picture && textOf(picture) && { picture: textOf(picture) }),
  }
}
