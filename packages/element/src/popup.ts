/**
 * Opens a window for a login, in the click that asks for it; null where the browser opens none, or the
 * login is another site's, whose end nobody here would hear of. The server's last page in it closes it,
 * and says "changed" on the channel `sso-login`; where the login failed it stays, and says its error's code.
 *
 * @param former The window of an earlier press, which comes to the front where it is still open.
 */
export function openPopup(href: string, former: Window | null): Window | null {
  const url = new URL(href)
  if (url.origin !== location.origin) return null
  const popup = former?.closed === false ? former : open('', '', 'popup,width=480,height=640')
  if (!popup) return null
  try {
    // The provider's pages must not reach this one.
    popup.opener = null
    url.searchParams.set('popup', '1')
    popup.location.href = url.href
  } catch {
    // The former one shows the provider's page: the login goes on there.
  }
  popup.focus()
  return popup
}

/**
 * @returns false where its end is not certain: another site's page in it cannot be closed from here,
 * and one that cut itself off (Cross-Origin-Opener-Policy) counts as closed from then on.
 */
export function closePopup(popup: Window): boolean {
  const { closed } = popup
  popup.close()
  return popup.closed && !closed
}
