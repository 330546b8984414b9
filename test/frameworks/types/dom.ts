// What TypeScript says of the element in plain code: checked by `npm run check`.
import '@sso-login/element/define'

const element = document.createElement('sso-login')
element.session = '/auth/session'
element.addEventListener('sso-signed-in', ({ detail }) => detail.user.id)

customElements.get('sso-login')?.languages.en?.login.toUpperCase()

// @ts-expect-error no such property
element.sesion = '/auth/session'
// @ts-expect-error that event has no user
document.querySelector('sso-login')?.addEventListener('sso-error', ({ detail }) => detail.user)
// @ts-expect-error no such words
customElements.get('sso-login')?.languages.en?.logIn
