import type { Headers, Outgoing } from '../http-message.ts'
import { html } from './html.ts'
import { pageAnswer } from './layout.ts'

export interface ErrorPage {
  readonly site: string
  readonly title: string
  /** The error's code, as OAuth names it. */
  readonly code?: string
  readonly text: string
}

export const errorPage = (
  status: number,
  { site, title, code, text }: ErrorPage,
  headers: Headers = {},
): Promise<Outgoing> =>
  pageAnswer(
    status,
    {
      site,
      title,
      body: html`<h1>${title}</h1>
<div class="note error"><p>${code && html`<code>${code}</code><br>`}${text}</p></div>`,
    },
    headers,
  )
