import type { Config } from './config.ts'
import { identityOf } from './identity-of.ts'
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
  const fields = [id, ...name.flat(), ...(picture ? [picture] : [])]
  const found = await user(config, tokens, fields, options)
  return identityOf(newCall(config, 'user'), config.provider.identity, found)
}
