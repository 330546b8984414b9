/** One request and its answer, as two arrows of the sequence diagram; opened, all that they carry. */
import { element, timeOf } from './dom.js'
import { explain } from './refusal.js'

/** What a person's browser goes to; all the rest is called by the application. */
const browserEndpoints = ['authorization', 'login', 'logout', 'endSession', 'media', 'other']

export const isRefused = ({ rejection }) => rejection !== null
export const isFault = ({ rejection }) => rejection?.startsWith('injected fault') ?? false

const titles = {
  200: 'OK',
  301: 'Moved',
  302: 'Found',
  303: 'See other',
  304: 'Not modified',
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  406: 'Not acceptable',
  415: 'Unsupported media type',
  422: 'Unprocessable',
  500: 'Server error',
  502: 'Bad gateway',
  503: 'Unavailable',
}

function answerWords({ status, location }) {
  if (status === 0) return 'no answer'
  if (location === undefined) return `${status} ${titles[status] ?? ''}`.trim()
  const [where = '', query = ''] = location.split(/[?#]/)
  const names = [...new URLSearchParams(query).keys()].filter((name) => name !== 'next')
  return `${status} to ${where}${names.length > 0 ? ` with ${names.join(', ')}` : ''}`
}

const arrow = () => element('span', { class: 'arrow', 'aria-hidden': 'true' })

function details(record, state) {
  const carried = Object.entries(record.params)
  const rows = [
    ...carried.map(([name, value]) => [name, [value].flat().join(', ')]),
    ...(record.location === undefined ? [] : [['→ Location', record.location]]),
  ]
  return element(
    'div',
    { class: 'inside' },
    ...(record.rejection === null ? [] : explain(record, state)),
    rows.length > 0
      ? element(
          'dl',
          {},
          ...rows.flatMap(([name, value]) => [
            element('dt', { textContent: name }),
            element('dd', { textContent: value }),
          ]),
        )
      : element('p', { class: 'quiet', textContent: 'It carried no parameters.' }),
  )
}

/** An item of the list for one request; `state()` is what the mock holds when it is opened. */
export function drawMessage(record, state) {
  const byBrowser = browserEndpoints.includes(record.endpoint)
  const kind = isFault(record) ? 'fault' : isRefused(record) ? 'refused' : 'fine'
  const from = byBrowser ? 'Browser' : 'Application'
  const who = [record.clientId, record.user].filter(Boolean)
  const body = element(
    'details',
    {},
    element(
      'summary',
      {},
      element(
        'span',
        { class: 'gutter' },
        element('time', { dateTime: record.at, textContent: timeOf(record.at) }),
        ...who.map((name) => element('span', { class: 'chip', textContent: name, title: name })),
      ),
      element(
        'span',
        { class: 'wire' },
        element('span', { class: 'aloud', textContent: `${from} to provider: ` }),
        element(
          'span',
          { class: 'ask' },
          element('code', {}, element('b', { textContent: record.method }), ` ${record.path}`),
          arrow(),
        ),
        element('span', { class: 'aloud', textContent: '. Answer: ' }),
        element(
          'span',
          { class: record.status >= 400 ? 'answer bad' : 'answer' },
          element('code', { textContent: answerWords(record) }),
          arrow(),
        ),
        record.rejection !== null &&
          element(
            'span',
            { class: 'why' },
            element('span', { class: 'tag', textContent: kind === 'fault' ? 'Fault' : 'Refused' }),
            element('span', { textContent: record.rejection }),
          ),
      ),
    ),
  )
  body.addEventListener('toggle', () => {
    body.querySelector('.inside')?.remove()
    if (body.open) body.append(details(record, state()))
  })
  return element(
    'li',
    {
      class: `message ${byBrowser ? 'by-browser' : 'by-app'} ${kind} ${record.status === 0 ? 'silent' : ''}`,
      id: `request-${record.id}`,
    },
    body,
  )
}
