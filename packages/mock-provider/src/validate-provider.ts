import type { Provider } from '@sso-login/providers'
import { requireAll } from './mock-errors.ts'
import { requireObject, requireShape } from './validate-shape.ts'

const texts = ['id', 'name', 'protocol', 'baseUrl'] as const
const objects = ['endpoints', 'resources', 'identity'] as const

/** Judges only what no mock can do without: whoever writes TypeScript has had the rest judged. @throws MockConfigError */
export function requireProvider(provider: unknown): asserts provider is Provider {
  requireObject(provider, 'provider')
  requireAll([
    ...texts.map((name) => () => requireShape('string', provider[name], `provider.${name}`)),
    ...objects.map((name) => () => requireObject(provider[name], `provider.${name}`)),
  ])
}
