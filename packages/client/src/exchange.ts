/** The token and revocation endpoints: the only place that sends requests through oauth4webapi. */
import {
  allowInsecureRequests,
  type Client,
  clockSkew,
  customFetch,
  genericTokenEndpointRequest,
  processAuthorizationCodeResponse,
  processRefreshTokenResponse,
  processRevocationResponse,
  revocationRequest,
  type TokenEndpointResponse,
  validateApplicationLevelSignature,
} from 'oauth4webapi'
import type { Config } from './config.ts'
import { isLoginError, type LoginError } from './errors.ts'
import { type Call, codeOf, failure, isObject } from './failure.ts'
import { checkAccessTokenHash } from './id-token.ts'
import { transport } from './transport.ts'

/** Code for tokens (RFC 6749 4.1.3, RFC 7636 4.5; OpenID Connect Core 3.1.3). */
export function exchangeCode(
  config: Config,
  call: Call,
  parameters: { code: string; redirect_uri: string; code_verifier: string },
  nonce: string,
): Promise<TokenEndpointResponse> {
  const isOidc = config.provider.protocol === 'oidc'
  return requestTokens(config, call, 'authorization_code', parameters, (client, answer) =>
    processAuthorizationCodeResponse(
      config.server,
      client,
      answer,
      isOidc ? { expectedNonce: nonce, requireIdToken: true } : {},
    ),
  )
}

/** Refresh token for tokens (RFC 6749 6). */
export function exchangeRefreshToken(
  config: Config,
  call: Call,
  refreshToken: string,
): Promise<TokenEndpointResponse> {
  const parameters = { refresh_token: refreshToken }
  return requestTokens(config, call, 'refresh_token', parameters, (client, answer) =>
    processRefreshTokenResponse(config.server, client, answer),
  )
}

/** RFC 7009 2.1. */
export function revokeToken(
  config: Config,
  call: Call,
  token: string,
  hint: 'access_token' | 'refresh_token',
): Promise<void> {
  return wrapped(call, async () => {
    const { authenticate } = config.auth
    const answer = await revocationRequest(config.server, clientOf(config), authenticate, token, {
      ...network(config, call),
      additionalParameters: { token_type_hint: hint },
    })
    await processRevocationResponse(answer)
  })
}

function requestTokens(
  config: Config,
  call: Call,
  grantType: string,
  parameters: Record<string, string>,
  readAnswer: (client: Client, answer: Response) => Promise<TokenEndpointResponse>,
): Promise<TokenEndpointResponse> {
  return wrapped(call, async () => {
    const { server, auth } = config
    const client = clientOf(config)
    const options = network(config, call)
    const answer = await genericTokenEndpointRequest(
      server,
      client,
      auth.authenticate,
      grantType,
      parameters,
      options,
    )
    const tokens = await readAnswer(client, answer)
    if (tokens.id_token) {
      await validateApplicationLevelSignature(server, answer, options)
      await checkAccessTokenHash(call, tokens.id_token, tokens.access_token)
    }
    return tokens
  })
}

/** The caller's clock counts for the times in an id_token too. */
const clientOf = ({ clientId, now }: Config): Client => ({
  client_id: clientId,
  [clockSkew]: Math.round((now() - Date.now()) / 1000),
})

const network = (config: Config, call: Call) => ({
  [customFetch]: transport(config, call) as never,
  // The configuration lets plain http through on loopback only.
  [allowInsecureRequests]: true,
})

async function wrapped<T>(call: Call, run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    throw isLoginError(error) ? error : failureOf(call, error)
  }
}

/** oauth4webapi's causes hold whole answers, tokens included: they are looked at here and dropped. */
function failureOf(call: Call, error: unknown): LoginError {
  const {
    code,
    cause,
    error: named,
    error_description: description,
  } = error as Record<string, unknown>
  const { status } = call
  const provider = { status, error: named, description } as object
  if (code === 'OAUTH_RESPONSE_BODY_ERROR') {
    return failure(call, codeOf(named), 'The provider refused the request', { provider })
  }
  if (status === 401) {
    return failure(call, 'invalid_client', 'The provider does not accept the client', { provider })
  }
  if (status !== 200) {
    return failure(call, 'provider_error', `The provider answered with status ${status}`, {
      provider,
      cause: error,
    })
  }
  // Of an answer that is a JSON object, only a check of an id_token has other than the body to show.
  return isObject(cause) && 'body' in cause
    ? failure(call, 'response_invalid', 'The answer of the token endpoint does not conform', {
        provider,
        cause: error,
      })
    : failure(call, 'id_token_invalid', 'The id_token does not hold', { cause: error })
}
