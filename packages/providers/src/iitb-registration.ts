/** How an application is registered with IIT Bombay's SSO: by hand, in a form (gymkhana.iitb.ac.in/sso/oauth/applications). */
import type { ValueOf } from './shape.ts'

/** Documented: confidential, "unless your application is entirely client based (like JS)". */
export const clientTypes = { confidential: 'Confidential', public: 'Public' } as const

/** Documented: the first one. Seen: the others are there, and none of them gets a token at the token endpoint. */
export const applicationGrantTypes = {
  'authorization-code': 'Authorization code',
  implicit: 'Implicit',
  password: 'Resource owner password-based',
  'client-credentials': 'Client credentials',
} as const

/** The form, member by member. */
export const applicationForm = {
  object: {
    /** Documented: "a nice name"; persons read it when they are asked. */
    name: 'string',
    /** Documented: "a brief description". */
    description: 'string',
    /** Documented: "a cool little logo"; a file. */
    logo: { nullable: 'url' },
    client_type: { codeOf: clientTypes },
    authorization_grant_type: { codeOf: applicationGrantTypes },
    /** Documented: the first one is where a person goes when a login names none. */
    redirect_uris: { list: 'url' },
  },
} as const

/** An application as the form takes it. */
export type Application = ValueOf<typeof applicationForm> & {
  client_type: keyof typeof clientTypes
  authorization_grant_type: keyof typeof applicationGrantTypes
}
