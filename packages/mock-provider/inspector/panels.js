/** What the mock holds, each kind of thing in a panel of its own. */
import { byId, control, duration, element, sign, timeOf } from './dom.js'

const none = (text) => element('p', { class: 'quiet', textContent: text })
const chips = (names) =>
  element(
    'span',
    { class: 'chips' },
    ...names.map((name) => element('span', { class: 'chip', textContent: name })),
  )

function people({ people: { count, first } }) {
  if (count === 0) return [none('There is nobody.')]
  return [
    element(
      'ul',
      { class: 'cards' },
      ...first.map(({ username, name }) =>
        element(
          'li',
          {},
          sign(name),
          element(
            'div',
            {},
            element('b', { textContent: name, dir: 'auto' }),
            element('code', { textContent: username }),
          ),
        ),
      ),
    ),
    count > first.length &&
      none(
        `and ${(count - first.length).toLocaleString('en')} more: the login page finds them by name.`,
      ),
  ]
}

const clients = ({ clients: list }) =>
  list.length === 0
    ? [none('No application is registered.')]
    : [
        element(
          'ul',
          { class: 'cards' },
          ...list.map((client) =>
            element(
              'li',
              {},
              sign(client.client_name),
              element(
                'div',
                {},
                element('b', { textContent: client.client_name, dir: 'auto' }),
                element('code', { textContent: client.client_id }),
                chips([
                  client.confidential ? 'confidential' : 'public',
                  ...client.grant_types,
                  ...(client.unverified ? ['unverified'] : []),
                ]),
                element(
                  'ul',
                  { class: 'uris' },
                  ...client.redirect_uris.map((uri) =>
                    element('li', {}, element('code', { textContent: uri })),
                  ),
                  client.loopback &&
                    element('li', { textContent: 'and every http address of this machine' }),
                ),
              ),
            ),
          ),
        ),
      ]

function tokens({ tokens: { access, refresh, codes, newest }, sessions, now }) {
  const left = (iso) => duration((Date.parse(iso) - Date.parse(now)) / 1000)
  const counts = [
    ['access tokens', access],
    ['refresh tokens', refresh],
    ['codes', codes],
    ['sessions', sessions],
  ]
  return [
    element(
      'dl',
      { class: 'counts' },
      ...counts.map(([name, count]) =>
        element(
          'div',
          {},
          element('dt', { textContent: name }),
          element('dd', { textContent: count.toLocaleString('en') }),
        ),
      ),
    ),
    newest.length === 0
      ? none('No access token is alive.')
      : element(
          'ul',
          { class: 'cards' },
          ...newest.map((token) =>
            element(
              'li',
              {},
              sign(token.user ?? token.clientId),
              element(
                'div',
                {},
                element('code', { textContent: token.token }),
                element('span', {
                  class: 'quiet',
                  textContent: `${token.user ?? 'the client itself'} at ${token.clientId} · ${left(token.expiresAt)} left${token.refreshable ? '' : ' · no refresh token'}`,
                }),
                chips(token.scopes),
              ),
            ),
          ),
        ),
  ]
}

const mail = ({ mail: { newest } }) =>
  newest.length === 0
    ? [none('No mail was sent.')]
    : [
        element(
          'ul',
          { class: 'cards letters' },
          ...newest.map((letter) =>
            element(
              'li',
              {},
              element(
                'details',
                {},
                element(
                  'summary',
                  {},
                  element('b', { textContent: letter.subject, dir: 'auto' }),
                  element('span', {
                    class: 'quiet',
                    textContent: `to ${letter.to.join(', ')} · ${timeOf(letter.at)} · by ${letter.clientId}`,
                  }),
                ),
                element('pre', { textContent: letter.message, dir: 'auto' }),
                letter.reply_to.length > 0 &&
                  element('p', {
                    class: 'quiet',
                    textContent: `Reply to ${letter.reply_to.join(', ')}`,
                  }),
              ),
            ),
          ),
        ),
      ]

/** What was typed as a fault's value: `true` where nothing was, JSON where it is JSON, else text. */
function typed(text) {
  if (text.trim() === '') return true
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function faultForm({ endpoints, faults: { kinds } }) {
  const described = element('p', { class: 'quiet', id: 'fault-meaning' })
  const problem = element('p', { class: 'problem', role: 'alert' })
  const describe = () => {
    described.textContent = kinds.find(({ name }) => name === kind.value)?.describe ?? ''
    value.placeholder =
      {
        status: '503',
        html: '502',
        latencyMs: '2000',
        drip: '50',
        oversized: '5000000',
        contentType: 'text/plain',
      }[kind.value] ?? 'true'
  }
  const option = (name) => element('option', { value: name, textContent: name })
  const endpoint = element('select', {}, ...endpoints.map(option))
  if (endpoints.includes('token')) endpoint.value = 'token'
  const kind = element(
    'select',
    { onchange: describe, 'aria-describedby': 'fault-meaning' },
    ...kinds.map(({ name }) => option(name)),
  )
  const value = element('input', { autocomplete: 'off', spellcheck: false })
  const times = element('input', { type: 'number', min: '1', value: '1', placeholder: 'every' })
  describe()
  const add = async (event) => {
    event.preventDefault()
    problem.textContent = ''
    try {
      const given = value.value.trim() === '' ? value.placeholder : value.value
      await control('faults', {
        endpoint: endpoint.value,
        fault: { [kind.value]: typed(given) },
        ...(times.value === '' ? {} : { times: Number(times.value) }),
      })
    } catch (error) {
      problem.textContent = error.message
    }
  }
  return element(
    'form',
    { class: 'fault-form', onsubmit: add },
    element('label', {}, 'Endpoint ', endpoint),
    element('label', {}, 'Fault ', kind),
    element('label', {}, 'Value ', value),
    element('label', {}, 'How many times ', times),
    described,
    problem,
    element('button', { class: 'primary', textContent: 'Add the fault' }),
  )
}

const pendingFaults = ({ faults: { pending } }) =>
  pending.length === 0
    ? [none('No fault waits. Everything works as the provider does.')]
    : [
        element(
          'ul',
          { class: 'cards' },
          ...pending.map(({ endpoint, fault, left, hits }) =>
            element(
              'li',
              {},
              element(
                'div',
                {},
                element('b', { textContent: endpoint }),
                element('code', { textContent: JSON.stringify(fault) }),
                element('span', {
                  class: 'quiet',
                  textContent: `${left === null ? 'every request' : left === 1 ? 'the next request' : `the next ${left} requests`}${hits > 0 ? ` · has hit ${hits}` : ''}`,
                }),
              ),
            ),
          ),
        ),
        element('button', {
          type: 'button',
          textContent: 'End all faults',
          onclick: () => control('faults/clear', {}),
        }),
      ]

const panels = [
  { id: 'people', title: 'People', draw: people, count: (state) => state.people.count },
  { id: 'clients', title: 'Clients', draw: clients, count: (state) => state.clients.length },
  { id: 'tokens', title: 'Tokens', draw: tokens, count: (state) => state.tokens.access },
  { id: 'mail', title: 'Mail', draw: mail, count: (state) => state.mail.count },
  {
    id: 'faults',
    title: 'Faults',
    draw: pendingFaults,
    count: (state) => state.faults.pending.length,
  },
]

/** Tabs after the pattern of the ARIA guide: arrows move, Home and End jump. */
export function buildPanels() {
  const choose = (index) => {
    for (const [i, { id }] of panels.entries()) {
      const tab = byId(`tab-${id}`)
      tab.setAttribute('aria-selected', String(i === index))
      tab.tabIndex = i === index ? 0 : -1
      byId(`panel-${id}`).hidden = i !== index
    }
  }
  const move = (event) => {
    const at = panels.findIndex(({ id }) => `tab-${id}` === event.target.id)
    const back = getComputedStyle(event.target).direction === 'rtl' ? 'ArrowRight' : 'ArrowLeft'
    const forth = back === 'ArrowLeft' ? 'ArrowRight' : 'ArrowLeft'
    const to = { [back]: at - 1, [forth]: at + 1, Home: 0, End: panels.length - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    const index = (to + panels.length) % panels.length
    choose(index)
    byId(`tab-${panels[index].id}`).focus()
  }
  for (const [index, { id, title }] of panels.entries()) {
    byId('tabs').append(
      element(
        'button',
        {
          type: 'button',
          role: 'tab',
          id: `tab-${id}`,
          'aria-controls': `panel-${id}`,
          onclick: () => choose(index),
          onkeydown: move,
        },
        title,
        element('span', { class: 'count', id: `count-${id}` }),
      ),
    )
    byId('panels').append(
      element('div', {
        role: 'tabpanel',
        id: `panel-${id}`,
        'aria-labelledby': `tab-${id}`,
        tabindex: '0',
      }),
    )
  }
  choose(0)
}

export function showPanels(state) {
  for (const { id, draw, count } of panels) {
    byId(`count-${id}`).textContent = count(state).toLocaleString('en')
    const panel = byId(`panel-${id}`)
    if (id === 'faults' && !panel.firstChild)
      panel.append(faultForm(state), element('div', { id: 'pending' }))
    const target = id === 'faults' ? byId('pending') : panel
    target.replaceChildren(...draw(state).filter(Boolean))
  }
}
