import type { Prompt, TokenProvider } from '@sso-login/providers'

const standard: readonly Prompt[] = ['none', 'login', 'consent', 'select_account']

/** Whether the provider honours a value of `prompt` (OpenID Connect Core 3.1.2.1). */
export const hasPrompt = ({ promptValues, protocol }: TokenProvider, value: Prompt): boolean =>
  (promptValues ?? (protocol === 'oidc' ? standard : [])).includes(value)
