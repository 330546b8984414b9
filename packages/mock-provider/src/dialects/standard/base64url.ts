/** RFC 4648 5, without padding. */
export const base64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

export const base64UrlText = (text: string): string => base64Url(new TextEncoder().encode(text))
