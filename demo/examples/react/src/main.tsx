import '@sso-login/element/sso-login.css'
import { SsoLogin } from '@sso-login/element/react'
import { StrictMode, useState } from 'react'
import { createRoot } from 'react-dom/client'

function App() {
  const [name, setName] = useState<string | null>()
  return (
    <>
      <h1>React</h1>
      <SsoLogin
        session="/auth/session"
        onSignedIn={({ detail }) => setName(detail.user.name)}
        onSignedOut={() => setName(undefined)}
      >
        <a href="/auth/login">Login with SSO</a>
      </SsoLogin>
      {name && <p>Hello, {name}!</p>}
    </>
  )
}

createRoot(document.querySelector('#app') as Element).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
