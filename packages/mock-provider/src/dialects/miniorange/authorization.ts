/** Documented: a login without PKCE, and an answer of `code` and `state` alone. */
import type { Core } from '../../core.ts'
import type { Handler } from '../../exchange.ts'
import { authorizationEndpoint } from '../standard/authorization.ts'
import { withBareCallback } from '../standard/bare-callback.ts'
import { challengeOptional } from '../standard/optional-pkce.ts'

export const miniorangeAuthorizationEndpoint = (core: Core): Handler =>
  withBareCallback(challengeOptional(authorizationEndpoint(core)))
