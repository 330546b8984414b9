import { attributes, button, focused, glyph, hovered, readable } from './look.ts'

/** Surfaces are made of system colours, which follow `color-scheme`. */
const styles = `
  ${attributes((having) => (having ? `:host(${having})` : ':host'))}
  :host {
    --_s: var(--sso-login-surface, Canvas);
    --_t: var(--sso-login-text, ${readable('var(--_s)')});
    --_l: var(--sso-login-line, color-mix(in srgb, var(--_t) 25%, var(--_s)));
    --_c: var(--sso-login-menu-radius, 14px);
  }
  :host([shape='square']) {
    --_c: 0px;
  }
  [part='account'] {
    --_b: var(--_s);
    --_e: var(--_l);
    --_f: var(--_t);
  }
  :host([variant='outline']) [part='account'] {
    --_b: #0000;
    --_e: currentColor;
    --_f: currentColor;
  }
  :host([variant='plain']) [part='account'] {
    --_b: #0000;
    --_e: #0000;
    --_f: currentColor;
  }
  :host([hidden]),
  ::slotted([hidden]),
  [hidden] {
    display: none !important;
  }
  .row {
    align-items: center;
    display: flex;
    gap: 10px;
  }
  ::slotted([slot='logo']) {
    flex: none;
  }
  .own::slotted(a) {
    ${
      // What a page says about all its links would beat a shadow tree's word on a slotted one.
      button.replaceAll(';', ' !important;')
    }
  }
  [part='button'],
  [part='account'] {
    ${button}
  }
  .own::slotted(a:hover),
  [part='button']:hover,
  [part='account']:hover {
    ${hovered}
  }
  .own::slotted(a)::before,
  [part='icon'],
  [part='account']::after {
    ${glyph}
  }
  [part='account']::after {
    clip-path: path('M9 12.5l-5-5 1.2-1.2L9 10.1l3.8-3.8L14 7.5z');
    margin-inline-start: auto;
  }
  [aria-expanded='true']::after {
    rotate: 180deg;
  }
  .busy::slotted(a)::before,
  .busy [part='icon'],
  .busy::after {
    animation:
      wait 0s 0.4s forwards,
      turn 1s 0.4s linear infinite;
  }
  @keyframes wait {
    to {
      background: none;
      border: 2px solid;
      border-block-start-color: #0000;
      border-radius: 50%;
      clip-path: none;
    }
  }
  @media (prefers-reduced-motion: no-preference) {
    @keyframes turn {
      to {
        rotate: 1turn;
      }
    }
  }
  [part='menu'],
  [part='error'],
  [part='note'] {
    background: var(--_s);
    border: 1px solid var(--_l);
    border-radius: var(--_c);
    box-sizing: border-box;
    color: var(--_t);
    line-height: 1.3;
  }
  [role='menu'] ::slotted(*),
  [part='item'],
  [part='retry'] {
    align-items: center;
    background: none;
    border: 0;
    border-radius: max(0px, var(--_c) - 6px);
    box-sizing: border-box;
    color: inherit !important;
    cursor: pointer;
    display: flex;
    font: inherit;
    inline-size: 100%;
    min-block-size: max(44px, var(--_h));
    padding: 8px 12px;
    text-decoration: none !important;
  }
  [part='account'] {
    anchor-name: --sso-account;
    justify-content: start;
    padding-block: 4px;
    padding-inline: 5px 12px;
  }
  [part='who'] {
    display: grid;
    min-inline-size: 0;
    overflow-wrap: anywhere;
    text-align: start;
  }
  [part='name'] {
    max-inline-size: min(14em, 100vw - 140px);
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  [part='detail'] {
    display: none;
    font-size: 0.8em;
    font-weight: 400;
  }
  :host([view='full']) [part='detail'] {
    display: block;
  }
  :host([view='compact']) [part='account'] {
    gap: 0;
    padding: 5px;
  }
  :host([view='compact']) [part='account']::after {
    display: none;
  }
  [part='avatar'] {
    background: var(--_a);
    block-size: calc(var(--_h) - 12px);
    border-radius: 50%;
    color: var(--_o);
    flex: none;
    font-size: 0.8em;
    inline-size: calc(var(--_h) - 12px);
    line-height: calc(var(--_h) - 12px);
    overflow: hidden;
    position: relative;
    text-align: center;
  }
  img {
    background: var(--_s);
    block-size: 100%;
    inline-size: 100%;
    inset: 0;
    object-fit: cover;
    position: absolute;
  }
  [part='menu'] {
    box-shadow: var(--sso-login-shadow, 0 8px 30px #0003);
    inset: 8px 0;
    max-block-size: 100%;
    max-inline-size: min(20em, 100vw - 32px);
    min-inline-size: 15em;
    overflow: auto;
    padding: 6px;
    position-anchor: --sso-account;
    position-area: self-block-end span-self-inline-end;
    position-try: most-block-size flip-block, flip-inline, flip-block flip-inline;
  }
  [part='summary'] {
    border-block-end: 1px solid var(--_l);
    font-size: 0.85em;
    margin-block-end: 6px;
    overflow-wrap: anywhere;
    padding: 8px 12px 12px;
  }
  [part='summary'] bdi {
    font-weight: 600;
  }
  [part='item']:is(:hover, :focus),
  [role='menu'] ::slotted(:is(:hover, :focus)) {
    background: var(--_a);
    color: var(--_o) !important;
    @media (forced-colors: active) {
      outline: 2px solid;
      outline-offset: -2px;
    }
  }
  :focus-visible,
  ::slotted(:focus-visible) {
    ${focused}
  }
  [part='menu'] :focus-visible,
  [role='menu'] ::slotted(:focus-visible) {
    outline-offset: -2px;
  }
  [part='error'],
  [part='note'] {
    font-size: 0.9em;
    margin-block-start: 8px;
    max-inline-size: min(100%, 22em);
    padding: 10px 14px;
  }
  [part='error'] {
    border-color: var(--sso-login-danger, #df3b30);
  }
  [part='retry'] {
    font-weight: 600;
    inline-size: auto;
    margin-block-end: -10px;
    padding: 0;
    text-decoration: underline !important;
  }
  [part='unseen'],
  :host([view='compact']) [part='who'] {
    clip-path: inset(50%);
    inline-size: 1px;
    overflow: hidden;
    position: absolute;
    white-space: nowrap;
  }
`

let sheet: CSSStyleSheet | undefined

/** By an object, which a strict policy allows: every browser with popovers has these. */
export function adoptStyles(root: ShadowRoot): void {
  if (!sheet) {
    sheet = new CSSStyleSheet()
    sheet.replaceSync(styles)
  }
  root.adoptedStyleSheets = [sheet]
}
