import type { UserOf } from '@sso-login/providers'
import type { bridgekeeper } from '@sso-login/providers/bridgekeeper'

/** Somebody with everything, somebody who has verified nothing, and somebody who has filled in nothing. */
export const defaultUsers: readonly UserOf<typeof bridgekeeper>[] = [
  {
    id: 301,
    name: 'Alice Kulkarni',
    email: 'alice@reader.example',
    username: 'alice',
    first_name: 'Alice',
    avatar_url: '/pictures/alice.svg',
    verification_status: 'verified',
    phone_number: '+912255550101',
    is_tfa_enabled: true,
    created_at: 1_767_225_600_000,
  },
  {
    id: 302,
    name: "Bob D'Souza",
    email: 'bob@reader.example',
    username: 'bob',
    first_name: 'Bob',
    avatar_url: '/pictures/bob.svg',
    verification_status: 'not-verified',
    phone_number: '+442079460102',
    is_tfa_enabled: false,
    created_at: 1_767_312_000_000,
  },
  {
    id: 303,
    name: null,
    email: 'nadia@reader.example',
    username: 'nadia',
    first_name: null,
    avatar_url: null,
    verification_status: 'not-verified',
    phone_number: null,
    is_tfa_enabled: false,
    created_at: 1_767_398_400_000,
  },
]
