/** What a fault makes the provider do differently while it handles one request. */
export interface Bends {
  /** A refresh gives no new refresh token: the old one stays. */
  readonly keepRefreshToken?: true
  /** What happens when a refresh token comes again that was exchanged already. */
  readonly onReuse?: ReuseReaction
  /** The scopes that the tokens are given for. */
  readonly grantedScopes?: readonly string[]
  /** How long the access token lives. */
  readonly lifetimeSeconds?: number
  /** The code belongs to a client that is not the asking one. */
  readonly codeOfAnotherClient?: true
  /** How far the provider's clock is ahead of the true time, in seconds. */
  readonly skewSeconds?: number
  /** The mail is lost, and the answer says so. */
  readonly mailFails?: true
  /** What the id_token says and how it is signed. */
  readonly idToken?: IdTokenBend
}

export type ReuseReaction = 'refuse' | 'accept' | 'revoke-family'

export interface IdTokenBend {
  /** Claims that replace the true ones. */
  readonly claims?: Readonly<Record<string, unknown>>
  /** `unknown`: by a key that the JWKS never has; `next`: by a new key that it has from now on. */
  readonly key?: 'unknown' | 'next'
  /** `alg: none`, without a signature. */
  readonly unsigned?: true
  /** The signature of something else. */
  readonly forged?: true
}
