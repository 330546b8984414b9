// The element drawn twice, with a number and a line to each of its CSS parts and to what each custom property changes.
// What there is, and what it is for, comes from the manifest; here stands only where it is in the drawing.
import { build, withCode } from '/gallery/markup.js'

/** [where its line ends, at which side and height its number stands]. The drawing is 400 wide. */
const places = {
  cssParts: {
    button: [240, 46, 'right', 46],
    icon: [78, 46, 'left', 46],
    account: [290, 100, 'right', 88],
    avatar: [68, 118, 'left', 108],
    who: [113, 141, 'left', 148],
    name: [230, 113, 'right', 116],
    detail: [267, 133, 'right', 144],
    menu: [290, 196, 'right', 196],
    summary: [74, 188, 'left', 188],
    item: [276, 250, 'right', 250],
    error: [60, 392, 'left', 392],
    note: [60, 504, 'left', 504],
    retry: [150, 433, 'right', 433],
  },
  cssProperties: {
    '--sso-login-accent': [64, 38, 'left', 20],
    '--sso-login-on-accent': [218, 46, 'right', 46],
    '--sso-login-surface': [284, 130, 'right', 142],
    '--sso-login-text': [74, 182, 'left', 176],
    '--sso-login-line': [66, 214, 'left', 214],
    '--sso-login-focus': [56, 118, 'left', 118],
    '--sso-login-danger': [60, 408, 'left', 408],
    '--sso-login-radius': [234, 31, 'right', 18],
    '--sso-login-menu-radius': [287, 162, 'right', 170],
    '--sso-login-height': [254, 60, 'right', 74],
    '--sso-login-padding': [70, 76, 'left', 76],
    '--sso-login-font': [230, 113, 'right', 114],
    '--sso-login-shadow': [220, 340, 'right', 346],
    '--sso-login-icon': [78, 47, 'left', 48],
  },
}

const rect = (x, y, width, height, rx, className) => [
  'rect',
  { x: `${x}`, y: `${y}`, width: `${width}`, height: `${height}`, rx: `${rx}`, class: className },
]
/** Of a fixed length, so that the lines meet it in every font. */
const text = (x, y, length, words, className = 'ink') => [
  'text',
  {
    x: `${x}`,
    y: `${y}`,
    textLength: `${length}`,
    lengthAdjust: 'spacingAndGlyphs',
    class: className,
  },
  words,
]
const path = (d, className) => ['path', { d, class: className }]

const drawing = [
  rect(60, 24, 180, 44, 22, 'accent'),
  path(
    'M80 37l7 2.6v6c0 4.3-2.8 7.8-7 9.4-4.2-1.6-7-5.1-7-9.4v-6zm0 5a2 2 0 0 0-.9 3.8l-.6 3.7h3l-.6-3.7a2 2 0 0 0-.9-3.8z',
    'on',
  ),
  text(98, 51, 112, 'Login with SSO', 'on strong'),

  rect(60, 96, 250, 52, 26, 'surface'),
  ['circle', { cx: '88', cy: '122', r: '20', class: 'accent' }],
  text(88, 127, 21, 'AK', 'on strong middle'),
  text(118, 118, 104, 'Alice Kulkarni', 'ink strong'),
  text(118, 137, 140, 'Computer Science, 2028', 'ink small'),
  path('M290 119l6 6 6-6', 'stroke'),

  rect(60, 162, 230, 176, 14, 'shadow'),
  rect(60, 158, 230, 176, 14, 'surface'),
  text(78, 184, 76, 'Logged in as', 'ink small'),
  text(78, 202, 92, 'Alice Kulkarni', 'ink strong small'),
  path('M66 214h218', 'line'),
  rect(66, 224, 218, 50, 9, 'accent'),
  text(78, 254, 154, 'Log in as another user', 'on'),
  text(78, 306, 52, 'Log out'),

  rect(60, 362, 280, 92, 14, 'surface danger'),
  text(78, 388, 196, 'We could not check whether'),
  text(78, 408, 122, 'you are logged in.'),
  text(78, 438, 64, 'Try again', 'ink strong underlined'),

  rect(60, 472, 280, 64, 14, 'surface'),
  text(78, 500, 162, 'Your session has ended.'),
  text(78, 520, 138, 'Please log in again.'),
]

/** What is drawn for one of the pictures alone. */
const helpLines = {
  cssParts: [rect(113, 102, 168, 41, 4, 'dashed')],
  cssProperties: [
    rect(55.5, 91.5, 259, 61, 30.5, 'ring'),
    path('M248 24h12M254 24v44M248 68h12', 'measure'),
    path('M60 70v12M60 76h20M80 70v12', 'measure'),
  ],
}

const sides = { left: 20, right: 380 }

function mark(name, number, [x, y, side, height]) {
  const from = sides[side]
  return [
    'g',
    { 'data-of': name, class: 'mark' },
    path(`M${from} ${height}L${x} ${y}`, 'leader'),
    ['circle', { cx: `${x}`, cy: `${y}`, r: '3', class: 'end' }],
    ['circle', { cx: `${from}`, cy: `${height}`, r: '13', class: 'badge' }],
    ['text', { x: `${from}`, y: `${height + 4.5}`, class: 'number' }, `${number}`],
  ]
}

/** @param kind `cssParts` or `cssProperties`, as in the manifest. */
export function drawAnatomy(kind, declaration) {
  const members = declaration[kind]
  const marks = members.flatMap(({ name }, at) =>
    name in places[kind] ? [mark(name, at + 1, places[kind][name])] : [],
  )
  const picture = [
    'svg',
    {
      viewBox: '0 0 400 550',
      role: 'img',
      'aria-label': 'The element, with the numbers of the list',
    },
    ...drawing,
    ...helpLines[kind],
    ...marks,
  ]
  const list = members.map(({ name, description }) => [
    'li',
    {},
    ['code', { class: 'name' }, name],
    ['p', {}, ...withCode(description)],
  ])
  return build(['div', { class: 'picture' }, picture, ['ol', {}, ...list]])
}
