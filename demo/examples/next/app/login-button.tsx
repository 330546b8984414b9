'use client'

import { SsoLogin } from '@sso-login/element/react'
import { useRouter } from 'next/navigation'

/** @param userId Whom the server has drawn the page for: elsewhere somebody else may sign in meanwhile. */
export function LoginButton({ userId }: { userId: string | undefined }) {
  const router = useRouter()
  return (
    <SsoLogin
      session="/auth/session"
      onSignedIn={({ detail }) => detail.user.id !== userId && router.refresh()}
      onSignedOut={() => router.refresh()}
    >
      <a href="/auth/login">Login with SSO</a>
    </SsoLogin>
  )
}
