/** A sentence for each message of a login: what it is for. Read by the page beside the arrow. */

export const siteNotes: Readonly<Record<string, string>> = {
  'GET /auth/login':
    'The visitor presses the button. The site makes what will prove the answer to be this login’s, seals it in a cookie, and sends the browser to the provider.',
  'GET /auth/callback':
    'The provider sends the browser back. The site opens the sealed cookie and compares.',
  'POST /auth/logout': 'The visitor logs out. The session ends first, then the grant is revoked.',
  'GET /auth/session': 'The element asks who is signed in.',
  'GET /api/me': 'The page asks the site for what the visitor granted.',
  'POST /api/mail': 'The page asks the site to send the visitor a mail.',
}

export const providerNotes: Readonly<Record<string, string>> = {
  authorization: 'Here is the person asked what the site may know.',
  login: 'The provider finds out who the person is. The site has no part in this.',
  logout: 'The provider forgets who was signed in, so that somebody else can.',
  token:
    'Server to server: the code and the PKCE verifier, or a refresh token, for new tokens. The browser never sees them.',
  userinfo: 'The site reads the granted resources with the access token.',
  jwks: 'The site fetches the keys that id_tokens are signed with, once.',
  endSession: 'The visitor is signed out of the provider too, and comes back.',
  sendMail: 'The site asks the provider to mail the person.',
  revocation: 'The site gives the grant back: both tokens die.',

  'bridgekeeper authorization': 'Is this visitor signed in there? If not, to its login page.',
  'bridgekeeper token':
    'The provider exchanges its code itself, on the site’s own domain: there it sets its cookie. The site sees no token.',
  'bridgekeeper userinfo': 'The site asks, with the visitor’s cookie, whose it is.',
  'bridgekeeper logout': 'The site has the visitor signed out, on all domains.',
}
