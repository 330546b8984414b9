import type { Provider, Shape } from '@sso-login/providers'

type User = Readonly<Record<string, unknown>>

/** Somebody with everything, somebody who has verified nothing, and somebody who has filled in nothing. */
const people: readonly User[] = [
  {
    sub: '248289761001',
    name: 'Alice Kulkarni',
    given_name: 'Alice',
    nickname: 'Ali',
    zoneinfo: 'Asia/Kolkata',
    family_name: 'Kulkarni',
    preferred_username: 'alice',
    picture: '/pictures/alice.svg',
    locale: 'en-IN',
    updated_at: 1_767_225_600,
    email: 'alice@op.example',
    email_verified: true,
    phone_number: '+91 22 5555 0101',
    phone_number_verified: true,
    address: {
      formatted: 'B-204, Hostel 10\nMumbai 400076\nIndia',
      street_address: 'B-204, Hostel 10',
      locality: 'Mumbai',
      postal_code: '400076',
      country: 'India',
    },
  },
  {
    sub: '248289761002',
    name: "Bob D'Souza",
    given_name: 'Bob',
    nickname: 'Bobby',
    zoneinfo: 'Europe/London',
    family_name: "D'Souza",
    preferred_username: 'bob',
    picture: '/pictures/bob.svg',
    locale: 'en',
    updated_at: 1_767_312_000,
    email: 'bob@op.example',
    email_verified: false,
    phone_number: '+44 20 7946 0102',
    phone_number_verified: false,
    address: null,
  },
  {
    sub: '248289761003',
    name: 'Nadia',
    given_name: 'Nadia',
    nickname: null,
    zoneinfo: null,
    family_name: null,
    preferred_username: 'nadia',
    picture: null,
    locale: null,
    updated_at: 1_767_398_400,
    email: 'nadia@op.example',
    email_verified: true,
    phone_number: null,
    phone_number_verified: false,
    address: null,
  },
]

/**
 * The same three at any provider; what it has beyond the standard claims is as empty as its shape lets
 * it be. Where nothing else holds their names, the ids do.
 */
export const defaultUsers = ({ resources, identity }: Provider): readonly User[] =>
  people.map((person) => {
    const text = Object.hasOwn(resources, 'preferred_username')
      ? person.sub
      : person.preferred_username
    const id = resources[identity.id]?.shape === 'integer' ? Number(person.sub) : text
    const own = Object.entries(resources).map(([name, { shape }]) => [
      name,
      name === identity.id ? id : (person[name] ?? emptyOf(shape)),
    ])
    return Object.fromEntries(own)
  })

function emptyOf(shape: Shape): unknown {
  if (shape === 'integer') return 0
  if (shape === 'boolean') return false
  if (shape === 'url') return '/pictures/nobody.svg'
  if (shape === 'string') return ''
  if ('nullable' in shape) return null
  if ('list' in shape) return []
  if ('codeOf' in shape) return Object.keys(shape.codeOf)[0] ?? ''
  const members = Object.entries(shape.object).map(([name, member]) => [name, emptyOf(member)])
  return Object.fromEntries(members)
}
