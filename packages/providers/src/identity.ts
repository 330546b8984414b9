/** Which resources make a person's id, name and picture. */
export interface Identity {
  readonly id: string
  /**
   * Alternatives, best first: the resources of the first one that gives any text are joined by a
   * space. None gives text, e.g. because the person granted little: the name is null.
   */
  readonly name: readonly (readonly string[])[]
  readonly picture?: string
}
