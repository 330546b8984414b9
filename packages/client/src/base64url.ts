export const base64url = (bytes: Uint8Array): string =>
  // Not spread: to iterate over bytes takes three times as long.
  btoa(String.fromCharCode.apply(null, bytes as unknown as number[]))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=/g, '')

/** A hash of a text (ASCII or UTF-8), whole. */
export const digest = async (name: string, text: string): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest(name, new TextEncoder().encode(text)))
