// 1 on a dark color, 0 on a light one: by relative luminance (WCAG 2.2), at the point where either has a contrast of 4.58.
const side = 'clamp(0, (0.179 - 0.2126 * r - 0.7152 * g - 0.0722 * b) * infinity, 1)'

/** White or black, whichever is easier to read on a color. */
export const readable = (color: string) =>
  `color(from ${color} srgb-linear ${side} ${side} ${side})`

/** The declarations of a button. */
export const button = `
  align-items: center;
  background: var(--_b);
  border: 1px solid var(--_e);
  border-radius: var(--_r);
  box-sizing: border-box;
  color: var(--_f);
  cursor: pointer;
  display: inline-flex;
  flex: auto;
  font: inherit;
  font-weight: 600;
  gap: 10px;
  justify-content: center;
  line-height: 1.3;
  margin: 0;
  max-inline-size: 100%;
  min-block-size: var(--_h);
  padding: 6px var(--sso-login-padding, 20px);
  text-decoration: none;
`

export const hovered = 'box-shadow: 0 2px 10px #0004;'

export const focused = `
  outline: 2px solid var(--sso-login-focus, CanvasText);
  outline-offset: 2px;
`

/** A glyph is a clip path, since a strict policy forbids `data:` images. */
export const glyph = `
  background: currentColor;
  block-size: 18px;
  box-sizing: border-box;
  clip-path: path(
    'M9 0l7 2.6v6c0 4.3-2.8 7.8-7 9.4-4.2-1.6-7-5.1-7-9.4v-6zm0 5a2 2 0 0 0-.9 3.8l-.6 3.7h3l-.6-3.7a2 2 0 0 0-.9-3.8z'
  );
  content: var(--sso-login-icon, '');
  flex: none;
  inline-size: 18px;
  @media (forced-colors: active) {
    color: CanvasText;
    forced-color-adjust: none;
  }
`

/**
 * What the element's attributes make of the login button, said once for the shadow tree and for the
 * time before the upgrade. What they choose is a private property (`--_r`: radius, `--_h`: height,
 * `--_a --_o`: accent and text on it, `--_b --_e --_f`: background, edge and text of a button).
 *
 * @param host The selector of an element that matches another one, too.
 */
export const attributes = (host: (having?: string) => string): string => `
  ${host()} {
    --_a: var(--sso-login-accent, #4457d6);
    --_o: var(--sso-login-on-accent, ${readable('var(--_a)')});
    --_r: var(--sso-login-radius, 99px);
    --_h: var(--sso-login-height, 44px);
    --_b: var(--_a);
    --_e: #0000;
    --_f: var(--_o);
    align-items: start;
    display: inline-flex;
    flex-direction: column;
    font-family: var(--sso-login-font, inherit);
    max-inline-size: 100%;
    vertical-align: middle;
  }
  ${host('[theme="dark"]')} {
    color-scheme: dark;
  }
  ${host('[theme="light"]')} {
    color-scheme: light;
  }
  ${host('[size="small"]')} {
    --_h: 36px;
    font-size: 0.875em;
    @media (pointer: coarse) {
      --_h: 44px;
    }
  }
  ${host('[size="large"]')} {
    --_h: 52px;
    font-size: 1.125em;
  }
  ${host('[shape="rounded"]')} {
    --_r: 10px;
  }
  ${host('[shape="square"]')} {
    --_r: 0;
  }
  ${host('[full-width]:not([full-width="false"])')} {
    align-items: stretch;
    display: flex;
  }
  ${host('[variant="outline"]')} {
    --_b: #0000;
    --_e: currentColor;
    --_f: currentColor;
  }
  ${host('[variant="plain"]')} {
    --_b: #0000;
    --_f: currentColor;
  }
  ${host('[hidden]')} {
    display: none;
  }
`
