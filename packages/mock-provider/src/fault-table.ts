import { type FaultName, factsOf, faultKinds } from './fault-kinds.ts'

/** A kind of fault, for people. */
export interface FaultRow {
  readonly name: FaultName
  /** As it is given to `faults.add`, e.g. `{"status":503}`. */
  readonly example: string
  /** The endpoints at which it strikes; null: all. */
  readonly endpoints: readonly string[] | null
  /** Only at a provider that speaks OpenID Connect. */
  readonly openId: boolean
  /** What it does. */
  readonly describe: string
  /** What a good client makes of it. */
  readonly client: string
}

/** Every kind of fault there is, in a stable order. */
export const faultTable = (): FaultRow[] =>
  (Object.keys(faultKinds) as FaultName[]).map((name) => {
    const { example, endpoints = null, needs, describe, client } = factsOf(name)
    return {
      name,
      example: JSON.stringify({ [name]: example }),
      endpoints,
      openId: needs === 'id_tokens',
      describe,
      client,
    }
  })

/** The table as GitHub's Markdown has it. */
export const faultMarkdown = (): string =>
  [
    ['fault', 'at', 'what goes wrong', 'what a good client does'],
    ['---', '---', '---', '---'],
    ...faultTable().map(({ example, endpoints, openId, describe, client }) => [
      `\`${example}\``,
      `${endpoints?.join(', ') ?? 'any'}${openId ? ' (OIDC)' : ''}`,
      describe,
      client,
    ]),
  ]
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('')
