'use client'

import { SsoLogin } from '@sso-login/element/react'
import { useRouter } from 'next/navigation'

export function LoginButton() {
  const router = useRouter()
  return (
    <SsoLogin session="/auth/session" onSignedOut={() => router.refresh()}>
      <a href="/auth/login">Login with SSO</a>
    </SsoLogin>
  )
}
