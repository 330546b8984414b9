/** Whether whoever has signed in may be led there: a path of this provider, not `//host`, and not what a browser reads as that. */
export const isOwnPath = (next: string): boolean =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: browsers drop tabs and line breaks from URLs.
  /^\/(?![/\\])[^\x00-\x20\\]*$/.test(next)
