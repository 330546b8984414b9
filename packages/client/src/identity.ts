import type { Config } from './config.ts'
import { failure } from './failure.ts'
import { newCall } from './transport.ts'
import type { CallOptions, Identity, Tokens } from './types.ts'
import { user } from './user.ts'

/** Who signed in: the resources that the provider's `identity` names, as far as they were granted. */
export async function identity(
  config: Config,
  tokens: Pick<Tokens, 'accessToken' | 'scopes' | 'idToken'>,
  options: CallOptions = {},
): Promise<Identity> {
  const { id, name, picture } = config.provider.identity
  const fields = [...new Set([id, ...name.flat(), ...(picture ? [picture] : [])])]
  const found = await user(config, tokens, fields, options)
  const textOf = (field: string) => (typeof found[field] === 'string' ? found[field].trim() : '')

  const key = found[id]
  if (key === undefined || key === null || key === '') {
    throw failure(newCall(config, 'user'), 'response_invalid', `The provider sent no ${id}`)
  }
  const names = name.map((fields) => fields.map(textOf).filter(Boolean).join(' '))
  return {
    id: String(key),
    name: names.find(Boolean) ?? null,
    ...(picture && textOf(picture) && { picture: textOf(picture) }),
  }
}
