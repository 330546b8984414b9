import type { Strings } from '@sso-login/providers/languages'
import { initials } from './initials.ts'
import type { Menu } from './menu.ts'
import { type Child, h } from './render.ts'
import type { Session, SessionUser } from './session.ts'

/** What the visitor reads below the button, and what they can do about it. */
export interface Note {
  part: 'error' | 'note'
  text: keyof Strings
  action?: 'retry' | 'cancel'
  run?: () => void
}

/** Everything that what is shown depends on. */
export interface State {
  /** Of the words, which may not be the page's. */
  lang: string
  strings: Strings
  /** Undefined before the first answer. */
  session: Session | undefined
  /** An answer is waited for. */
  busy: boolean
  note: Note | undefined
  /** Said to screen readers and not shown. */
  said: keyof Strings | undefined
  /** The page has a login link of its own. */
  hasLink: boolean
  label: string
}

/** What the visitor does. */
export interface Actions {
  menu: Menu
  click(event: MouseEvent): void
  /** For a link, before it is followed, dragged or copied. */
  reach(): void
  slotchange(): void
  logOut(): void
}

export function view(state: State, actions: Actions): Child[] {
  const { lang, strings, session, note, said } = state
  const user = session?.user
  const words = note?.text ?? said
  const name = words === 'signedInAs' ? ` ${user?.name ?? ''}` : ''
  return [
    h(
      'div',
      {
        class: 'row',
        lang,
        onclick: actions.click,
        onkeydown: actions.menu.keydown,
        onpointerdown: actions.reach,
        oncontextmenu: actions.reach,
      },
      h('slot', { name: 'logo' }),
      ...(user ? account(user, state, actions) : login(state, actions)),
    ),
    h(
      'div',
      { lang, part: note?.part ?? 'unseen' },
      h('span', { role: 'status', dir: 'auto' }, words && strings[words] + name),
      note?.action && h('button', { part: 'retry', onclick: note.run }, strings[note.action]),
    ),
  ]
}

function login(
  { strings, session, busy, hasLink, label }: State,
  { slotchange }: Actions,
): Child[] {
  return [
    h('slot', { class: busy ? 'own busy' : 'own', onslotchange: slotchange }),
    !hasLink &&
      (busy || !!session) &&
      h(
        'a',
        { class: busy && 'busy', part: 'button', href: session?.links.login },
        h('slot', { name: 'icon' }, h('span', { part: 'icon' })),
        label || strings.login,
      ),
  ]
}

function account(
  user: SessionUser,
  { strings, session, busy }: State,
  { menu, logOut }: Actions,
): Child[] {
  const { name, picture, detail, id } = user
  const other = session?.links.switch
  return [
    h(
      'button',
      {
        class: busy && 'busy',
        part: 'account',
        popovertarget: 'panel',
        'aria-haspopup': 'menu',
        'aria-controls': 'menu',
        'aria-expanded': 'false',
      },
      h(
        'span',
        { part: 'avatar', 'aria-hidden': 'true' },
        initials(name ?? '') || '•',
        h('img', {
          alt: '',
          referrerpolicy: 'no-referrer',
          src: picture,
          hidden: !picture,
          onload: showPicture,
          onerror: showPicture,
        }),
      ),
      h(
        'span',
        { part: 'who' },
        h('bdi', { part: 'name' }, name ?? strings.account),
        ' ',
        h('span', { part: 'detail' }, h('slot', { name: 'detail' }, detail ?? strings.signedIn)),
      ),
    ),
    h(
      'div',
      { id: 'panel', part: 'menu', popover: true, onbeforetoggle: menu.toggle },
      h(
        'div',
        { part: 'summary' },
        h('slot', { name: 'summary' }, strings.signedInAs, h('br', {}), h('bdi', {}, name ?? id)),
      ),
      h(
        'div',
        { id: 'menu', role: 'menu', 'aria-label': strings.account },
        h('slot', { name: 'menu' }),
        h('a', { ...item, href: other, hidden: !other }, strings.switchUser),
        h('button', { ...item, onclick: logOut }, strings.logOut),
      ),
    ),
  ]
}

const item = { role: 'menuitem', part: 'item', tabindex: '-1' }

// A picture that does not come gives way to the initials; another one may come later.
const showPicture = ({ target, type }: Event): void => {
  ;(target as HTMLElement).hidden = type === 'error'
}
