/** Seen: the scopes of an application whose registration names none. */
export const defaultScope = 'openid profile email'
