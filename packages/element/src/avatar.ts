import { html, nothing, type TemplateResult } from 'lit'
import { initials } from './initials.ts'
import type { SessionUser } from './session.ts'

/** A person's picture over their initials, which show while it loads and when it does not. */
export function avatar({ name, picture }: SessionUser): TemplateResult {
  const letters = initials(name ?? '')
  return html`<span part="avatar" aria-hidden="true"
    >${letters || '•'}${
      picture
        ? html`<img src=${picture} alt="" referrerpolicy="no-referrer" @load=${show} @error=${show} />`
        : nothing
    }</span
  >`
}

// A picture that does not come gives way to the initials; another one may come later.
const show = ({ target, type }: Event): void => {
  ;(target as HTMLElement).hidden = type === 'error'
}
