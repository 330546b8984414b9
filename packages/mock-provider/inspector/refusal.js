/** Why a request was refused: the mock's own words, what differs, and what usually helps. */
import { element } from './dom.js'

const advice = [
  [/^injected fault/, 'You asked for this one: it is among the faults, or was.'],
  [
    /of the authorization request/,
    'The token request names the redirect_uri that the login began with, character for character.',
  ],
  [
    /by a trailing slash/,
    'To a provider, an address with a slash at its end is another address. Send it exactly as it is registered.',
  ],
  [
    /^redirect_uri (?:differs|has nothing)/,
    'A redirect_uri must be registered for this client, character for character: scheme, host, port and path.',
  ],
  [/no client is registered/, 'Compare the client_id with those under “Clients”.'],
  [
    /was already used/,
    'A code works once. When the same one comes twice, the callback usually ran twice: a reload, a prefetch, React’s StrictMode.',
  ],
  [
    /was already exchanged/,
    'Refresh tokens rotate here: each works once. Two parts of the application refreshed at the same time, or the new one was not saved.',
  ],
  [/^code expired/, 'A code lives for a minute or so, by the clock above. Exchange it at once.'],
  [/expired/, 'By the clock above its time is over. A refresh, or a new login, gives another.'],
  [
    /was never issued here/,
    'It comes from another provider, or from before this mock was last started or reset.',
  ],
  [
    /code_verifier/,
    'The code_verifier must be the one whose hash the login began with. Keep it, with the state, from start to callback.',
  ],
  [
    /issued to another client/,
    'Codes and tokens belong to the client that asked for them. Are two client_ids in use?',
  ],
  [
    /secret|authenticat/,
    'Look at client_id, client_secret, and how they are sent: as Basic or in the body.',
  ],
  [
    /^the person denied/,
    'The person pressed Deny. An application should say so kindly and let them try again.',
  ],
  [/CSRF/, 'The form was sent from elsewhere, or its cookie is gone. Open the login anew.'],
  [/scope/, 'Compare the scopes with those that this provider knows, separated by single spaces.'],
  [/there are no fields/, 'The user API knows its fields by other names.'],
  [/is missing$/, 'The request lacks a parameter that the provider insists on.'],
  [/has a query/, 'Parameters belong in the body of this request, not in its URL.'],
]

export const adviceFor = (words) => advice.find(([pattern]) => pattern.test(words))?.[1]

/** Two texts side by side, with what only one of them has marked. */
function difference(title, text, other) {
  let start = 0
  while (start < text.length && text[start] === other[start]) start += 1
  let end = 0
  while (
    end < Math.min(text.length, other.length) - start &&
    text[text.length - 1 - end] === other[other.length - 1 - end]
  ) {
    end += 1
  }
  const middle = text.slice(start, text.length - end)
  return [
    element('dt', { textContent: title }),
    element(
      'dd',
      {},
      element(
        'code',
        {},
        text.slice(0, start),
        middle === '' ? '' : element('mark', { textContent: middle }),
        text.slice(text.length - end),
      ),
    ),
  ]
}

const likeness = (a, b) => {
  let same = 0
  while (same < a.length && a[same] === b[same]) same += 1
  return same
}

/** The redirect_uri that the login of a token request began with. */
const askedBefore = ({ id, clientId }, records) =>
  records.findLast(
    (one) => one.id < id && one.endpoint === 'authorization' && one.clientId === clientId,
  )?.params.redirect_uri

function comparison(record, state, records) {
  const { rejection, params, clientId } = record
  const sent = params.redirect_uri
  if (!/^redirect_uri (?:differs|has nothing)/.test(rejection) || typeof sent !== 'string')
    return undefined
  const isExchange = /of the authorization request/.test(rejection)
  const asked = isExchange ? askedBefore(record, records) : undefined
  if (isExchange && typeof asked !== 'string') return undefined
  const registered =
    state.clients.find(({ client_id }) => client_id === clientId)?.redirect_uris ?? []
  const nearest = asked ?? [...registered].sort((a, b) => likeness(b, sent) - likeness(a, sent))[0]
  if (nearest === undefined || nearest === sent) return undefined
  return element(
    'dl',
    { class: 'compare' },
    ...difference('sent', sent, nearest),
    ...difference(isExchange ? 'at the start' : 'registered', nearest, sent),
  )
}

/** What a person should read about a refused request. */
export function explain(record, state, records) {
  const hint = adviceFor(record.rejection)
  return [
    element('p', { class: 'words', textContent: record.rejection }),
    comparison(record, state, records),
    hint && element('p', { class: 'hint', textContent: hint }),
  ].filter(Boolean)
}
