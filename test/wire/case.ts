/** The recorded exchanges with the IITB server, as data. */
export interface WireCase {
  readonly name: string
  readonly area: string
  readonly serverBug?: boolean
  readonly steps: readonly WireStep[]
  readonly mail?: unknown
}

export type WireStep = ApproveStep | RequestStep | AdvanceStep

export interface ApproveStep {
  readonly approve: {
    readonly query?: Readonly<Record<string, string | readonly string[]>>
    readonly rawQuery?: string
    readonly path?: string
    readonly user: string
    readonly scopes?: readonly string[]
    readonly deny?: boolean
  }
  readonly expect: {
    readonly status: number
    readonly location: { uri: string; query?: unknown; fragment?: unknown } | null
    readonly body?: { readonly html: true; readonly contains: readonly string[] }
  }
}

export interface RequestStep {
  readonly request: {
    readonly method: string
    readonly path: string
    readonly headers: Readonly<Record<string, string>>
    readonly form?: Readonly<Record<string, string | readonly string[]>>
    readonly json?: unknown
    readonly raw?: string
  }
  readonly expect: {
    readonly status: number
    readonly headers?: Readonly<Record<string, string>>
    readonly absentHeaders?: readonly string[]
    readonly json?: unknown
    readonly bodyEmpty?: boolean
    readonly html?: boolean
  }
}

export interface AdvanceStep {
  readonly advanceSeconds: number
}
