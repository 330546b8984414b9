/** What the mock signs id_tokens with: both give the same signature for the same claims, unlike ES256. */
export const signatureAlgorithms = ['RS256', 'EdDSA'] as const

export type SignatureAlgorithm = (typeof signatureAlgorithms)[number]
