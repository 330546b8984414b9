import type { Bends } from './bends.ts'
import { parseForm } from './form-body.ts'
import type { Incoming, Outgoing } from './http-message.ts'
import { noParameters, type Parameters, parseParameters } from './parameters.ts'
import type { Person } from './people.ts'

/** What a scripted person does on the consent page. */
export interface Choice {
  readonly person: Person
  /** The boxes that stay ticked; absent: all of them. */
  readonly scopes?: readonly string[]
  readonly deny?: boolean
}

/** A person who says what to share asks for the page that an earlier consent would skip. */
export const isExplicit = ({ choice }: Exchange): boolean =>
  choice?.deny === true || choice?.scopes !== undefined

/** The fields of a form body; undefined where it is no form. @throws FormError */
export type FormReader = (contentType: string, incoming: Incoming) => Parameters | undefined

/** One request on its way through the mock, with what the log will say about it. */
export class Exchange {
  readonly incoming: Incoming
  /** Set where `approve` plays the browser: the person is signed in and decides at once. */
  readonly choice: Choice | undefined
  clientId: string | null = null
  user: string | null = null
  /** How the code that it brought was bound to its login (RFC 7636); null: it brought no good one. */
  pkce: string | null = null
  /** It brought a refresh token that was exchanged already. */
  reusesRefreshToken = false
  /** Why the request was refused, in words; never with a secret in it. */
  rejection: string | null = null
  /** What a fault makes the provider do differently. */
  bends: Bends = {}

  #query: Parameters | undefined
  #form: Parameters | undefined
  #readForm: FormReader = (type, { body }) => parseForm(type, body)

  constructor(incoming: Incoming, choice?: Choice) {
    this.incoming = incoming
    this.choice = choice
  }

  get query(): Parameters {
    this.#query ??= parseParameters(this.incoming.query)
    return this.#query
  }

  /** From here on forms are read as the framework under the provider reads them. */
  readFormsWith(reader: FormReader): void {
    this.#readForm = reader
    this.#form = undefined
  }

  /** The fields of a form body; none where the body is no form. @throws FormError */
  get form(): Parameters {
    if (this.#form) return this.#form
    const { body } = this.incoming
    const type = this.incoming.header('content-type')
    this.#form =
      body !== '' && type ? (this.#readForm(type, this.incoming) ?? noParameters) : noParameters
    return this.#form
  }

  cookie(name: string): string | undefined {
    const header = this.incoming.header('cookie')
    if (!header) return undefined
    for (const part of header.split(';')) {
      const equals = part.indexOf('=')
      if (equals > 0 && part.slice(0, equals).trim() === name) return part.slice(equals + 1).trim()
    }
    return undefined
  }
}

/** Answers a request; what it learns on the way goes into the exchange. */
export type Handler = (exchange: Exchange) => Outgoing | Promise<Outgoing>
