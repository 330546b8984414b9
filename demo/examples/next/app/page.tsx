import { headers } from 'next/headers'
import { getLogin } from '../lib/login.ts'
import { LoginButton } from './login-button.tsx'

export default async function Page() {
  // The session is read from the request's cookies, so the page knows at once who asks for it.
  const request = { headers: await headers() }
  const { user } = await getLogin().session(request)
  return (
    <>
      <h1>Next.js</h1>
      <LoginButton userId={user?.id} />
      {user && <p>Hello, {user.name}!</p>}
    </>
  )
}
