import { attributes, button, focused, glyph, hovered } from './look.ts'

const host = (having = '') => `sso-login${having}:not(:defined)`
const link = `${host()} > a:not([slot])`

/** The text of `sso-login.css`, which the build writes. */
export const css = `/*
 * <sso-login> before its script has run, and without JavaScript: the login link looks as it will
 * afterwards, in the same box, so that nothing moves. It stops to apply at the upgrade.
 */
${attributes(host)}
${host()} > [slot]:not([slot='logo']) {
  display: none;
}
${host(':has(> [slot="logo"])')} {
  align-items: center;
  flex-direction: row;
  gap: 10px;
}
${host()} > [slot='logo'] {
  flex: none;
  order: -1;
}
${link} {${button}}
${link}:hover {${hovered}}
${link}:focus-visible {${focused}}
${link}::before {${glyph}}
`
