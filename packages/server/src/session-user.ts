/** Who is signed in. */
export interface SessionUser {
  /** The provider's id for the person, as text, e.g. `101`. */
  id: string
  /** Null when the person granted nothing that holds a name. */
  name: string | null
  /** Absolute URL. */
  picture?: string
}
