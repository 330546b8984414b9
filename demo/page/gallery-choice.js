// What can be chosen, and what a choice makes of the element. Attributes and slots come from its manifest.

const glyph = (slot, size, ...shapes) => [
  'svg',
  {
    slot,
    width: size,
    height: size,
    viewBox: '0 0 24 24',
    fill: 'currentColor',
    'aria-hidden': 'true',
  },
  ...shapes,
]

/** Something for each slot with a name. */
const slotted = {
  icon: [glyph('icon', '20', ['path', { d: 'M12 2 1 8l11 6 9-5v7h2V8zM5 13v4l7 4 7-4v-4l-7 4z' }])],
  logo: [
    glyph(
      'logo',
      '36',
      ['circle', { cx: '12', cy: '12', r: '11', opacity: '.18' }],
      ['path', { d: 'm12 5 6 4H6zM7 10h2v6H7zm4 0h2v6h-2zm4 0h2v6h-2zM6 17h12v2H6z' }],
    ),
  ],
  detail: [['span', { slot: 'detail' }, 'Two new messages']],
  summary: [['span', { slot: 'summary' }, 'You are on the staff’s site.']],
  menu: [
    ['a', { slot: 'menu', href: '/gallery' }, 'My courses'],
    ['button', { slot: 'menu', type: 'button' }, 'Settings'],
  ],
}

/** What a site may say of its colours. */
const palettes = {
  ours: {},
  teal: { '--sso-login-accent': '#00796b' },
  sunflower: { '--sso-login-accent': '#ffd400', '--sso-login-surface': '#fff6cc' },
  crimson: { '--sso-login-accent': '#b00020', '--sso-login-surface': '#fdecee' },
  night: { '--sso-login-accent': '#7ee0c3', '--sso-login-surface': '#10241f' },
}

/** The values of an attribute's type, e.g. `'a' | 'b'`, without the one that is the default. */
function valuesOf({ type, description }) {
  const values = [...type.text.matchAll(/'([^']*)'/g)].map(([, value]) => value)
  const standard = /`(\w+)` \([^)]*default\)/.exec(description)?.[1]
  return values.length ? { values, standard } : null
}

const nativeName = (tag) => {
  const name = new Intl.DisplayNames([tag], { type: 'language' }).of(tag)
  return name[0].toLocaleUpperCase(tag) + name.slice(1)
}

/** The controls, in order: `values` are those to choose one of; without, it is on or off. */
export const controlsOf = ({ declaration, languages }) => [
  ...declaration.attributes
    .map((attribute) => ({ name: attribute.name, ...valuesOf(attribute) }))
    .filter(({ values }) => values)
    .map(({ name, values, standard = 'the page’s' }) => ({
      name,
      group: 'Look',
      values: [
        // An attribute that is the default is not written.
        ['', standard],
        ...values.filter((value) => value !== standard).map((value) => [value, value]),
      ],
    })),
  {
    name: 'palette',
    title: 'colours',
    group: 'Look',
    values: Object.keys(palettes).map((name) => [name === 'ours' ? '' : name, name]),
  },
  { name: 'full-width', title: 'full width', group: 'Look' },
  {
    name: 'lang',
    title: 'language',
    group: 'Words',
    list: true,
    values: [['', 'The page’s'], ...languages.map(({ tag }) => [tag, nativeName(tag)])],
  },
  {
    name: 'dir',
    title: 'direction',
    group: 'Words',
    values: [
      ['', 'the language’s'],
      ['ltr', 'left to right'],
      ['rtl', 'right to left'],
    ],
  },
  { name: 'made', title: 'a link that the element makes', group: 'Inside' },
  ...declaration.slots
    .filter(({ name }) => name)
    .map(({ name }) => ({ name: `slot-${name}`, title: name, group: 'Inside' })),
]

/**
 * The element of `state` as chosen: a node, and the properties that a page's style sheet says.
 * @param choice Values by a control's name; absent where nothing was chosen.
 */
export function describe(choice, state, { languages }) {
  const { lang = '', palette = '', made, ...rest } = choice
  const spoken = languages.find(({ tag }) => tag === (lang || 'en'))
  const dir = choice.dir || (lang && spoken.dir)
  const slots = Object.keys(slotted).filter((name) => rest[`slot-${name}`])
  // The slot `icon` is the made link's.
  const isMade = (made || slots.includes('icon')) && !state.scriptless
  const looks = Object.entries(rest).filter(([name]) => name !== 'dir' && !name.startsWith('slot-'))
  const node = [
    'sso-login',
    {
      session: `/gallery/session/${state.session ?? 'signed-out'}`,
      ...state.attributes,
      ...Object.fromEntries(looks.map(([name, value]) => [name, value === 'on' ? true : value])),
      ...(lang && { lang }),
      ...(dir && { dir }),
    },
    ...slots.filter((name) => isMade || name !== 'icon').flatMap((name) => slotted[name]),
    ...(isMade ? [] : [['a', { href: '/gallery/login' }, spoken.login]]),
  ]
  return { node, properties: palettes[palette] ?? {} }
}
