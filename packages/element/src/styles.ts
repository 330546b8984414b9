import { css, unsafeCSS } from 'lit'

// The login button; `sso-login.css` says the same for the time before the upgrade.
const button = `
  align-items: center;
  background: var(--_accent);
  border: 1px solid #0000;
  border-radius: var(--_radius);
  box-sizing: border-box;
  color: var(--sso-login-on-accent, #fff);
  cursor: pointer;
  display: inline-flex;
  font: inherit;
  font-weight: 600;
  gap: 10px;
  justify-content: center;
  line-height: 1.3;
  margin: 0;
  max-inline-size: 100%;
  min-block-size: var(--_height);
  padding: 8px var(--sso-login-padding, 20px);
  text-decoration: none;
`

/**
 * The element's style sheet. Surfaces are made of system colours, which follow the page's
 * `color-scheme`; glyphs are clip paths, since a strict policy forbids `data:` images.
 */
export const styles = css`
  :host {
    --_accent: var(--sso-login-accent, #4457d6);
    --_surface: var(--sso-login-surface, color-mix(in srgb, Canvas 96%, var(--_accent)));
    --_text: var(--sso-login-text, CanvasText);
    --_line: var(--sso-login-line, color-mix(in srgb, var(--_text) 20%, var(--_surface)));
    --_tint: color-mix(in srgb, var(--_accent) 18%, var(--_surface));
    --_radius: var(--sso-login-radius, 99px);
    --_corner: var(--sso-login-menu-radius, 14px);
    --_height: var(--sso-login-height, 44px);
    align-items: start;
    display: inline-flex;
    flex-direction: column;
    font-family: var(--sso-login-font, inherit);
    max-inline-size: 100%;
    position: relative;
    vertical-align: middle;
  }
  :host([hidden]),
  [hidden] {
    display: none;
  }
  .login {
    display: contents;
  }
  .login ::slotted(a) {
    ${
      // What a page says about all its links would beat a shadow tree's word on a slotted one.
      unsafeCSS(button.replaceAll(';', '!important;'))
    }
  }
  [part='button'] {
    ${unsafeCSS(button)}
  }
  .login ::slotted(a:hover),
  [part='button']:hover,
  [part='account']:hover {
    box-shadow: 0 2px 10px color-mix(in srgb, var(--_accent) 40%, #0000);
  }
  .login ::slotted(a)::before,
  [part='button']::before,
  [part='account']::after {
    background: currentColor;
    block-size: 18px;
    box-sizing: border-box;
    clip-path: path(
      'M9 0l7 2.6v6c0 4.3-2.8 7.8-7 9.4-4.2-1.6-7-5.1-7-9.4v-6zm0 5a2 2 0 0 0-.9 3.8l-.6 3.7h3l-.6-3.7a2 2 0 0 0-.9-3.8z'
    );
    content: '';
    flex: none;
    inline-size: 18px;
  }
  [part='account']::after {
    clip-path: path('M9 12.5l-5-5 1.2-1.2L9 10.1l3.8-3.8L14 7.5z');
  }
  [aria-expanded='true']::after {
    rotate: 180deg;
  }
  .busy::slotted(a)::before,
  [part].busy::before,
  [part].busy::after {
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
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
  [part='account'],
  [part='menu'],
  [part='error'] {
    background: var(--_surface);
    border: 1px solid var(--_line);
    border-radius: var(--_corner);
    box-sizing: border-box;
    color: var(--_text);
    line-height: 1.3;
    max-inline-size: 100%;
  }
  button,
  [role='menu'] > a,
  [role='menu'] ::slotted(*) {
    color: inherit !important;
    cursor: pointer;
    font: inherit;
    min-block-size: var(--_height);
  }
  [part='account'] {
    align-items: center;
    border-radius: var(--_radius);
    display: flex;
    font-weight: 500;
    gap: 10px;
    padding-block: 4px;
    padding-inline: 5px 12px;
  }
  [part='name'] {
    max-inline-size: min(14em, 100vw - 140px);
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  [part='avatar'] {
    background: var(--_tint);
    block-size: 32px;
    border-radius: 50%;
    flex: none;
    font-size: 13px;
    font-weight: 600;
    inline-size: 32px;
    line-height: 32px;
    overflow: hidden;
    position: relative;
    text-align: center;
  }
  img {
    block-size: 100%;
    inline-size: 100%;
    inset: 0;
    object-fit: cover;
    position: absolute;
    background: var(--_surface);
  }
  [part='menu'] {
    box-shadow: var(--sso-login-shadow, 0 8px 30px #0003);
    inset: auto;
    margin: 0;
    max-block-size: calc(100dvh - 16px);
    max-inline-size: min(20em, 100vw - 16px);
    min-inline-size: 15em;
    overflow: auto;
    padding: 6px;
  }
  [part='summary'] {
    border-block-end: 1px solid var(--_line);
    color: color-mix(in srgb, var(--_text) 75%, var(--_surface));
    font-size: 0.85em;
    margin-block-end: 6px;
    padding: 8px 12px 12px;
  }
  [part='summary'] bdi {
    color: var(--_text);
    font-size: 1.15em;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  [part='item'],
  [role='menu'] ::slotted(*) {
    align-items: center;
    background: none;
    border: 0;
    border-radius: calc(var(--_corner) - 6px);
    box-sizing: border-box;
    display: flex;
    inline-size: 100%;
    padding: 8px 12px;
    text-decoration: none !important;
  }
  [part='item']:is(:hover, :focus),
  [role='menu'] ::slotted(:is(:hover, :focus)) {
    background: var(--_tint);
  }
  :focus-visible,
  ::slotted(:focus-visible) {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  [role='menu'] > :focus-visible,
  [role='menu'] ::slotted(:focus-visible) {
    outline-offset: -2px;
  }
  [part='error'] {
    border-color: var(--sso-login-danger, #df3b30);
    font-size: 0.9em;
    margin-block-start: 8px;
    max-inline-size: min(100%, 22em);
    padding: 10px 14px;
  }
  [part='retry'] {
    background: none;
    border: 0;
    display: block;
    font-weight: 600;
    margin-block-end: -10px;
    padding: 0;
    text-decoration: underline;
  }
  [part='unseen'] {
    clip-path: inset(50%);
    inline-size: 1px;
    overflow: hidden;
    position: absolute;
    white-space: nowrap;
  }
  @media (prefers-reduced-motion) {
    .busy::slotted(a)::before,
    [part].busy::before,
    [part].busy::after {
      animation: wait 0s 0.4s forwards;
    }
  }
  @media (forced-colors: active) {
    .login ::slotted(a)::before,
    [part]::before,
    [part]::after {
      color: CanvasText;
      forced-color-adjust: none;
    }
  }
`
