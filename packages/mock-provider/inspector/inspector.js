/** The inspector: follows the mock's events, and draws them. */
import { byId, control, duration, element } from './dom.js'
import { drawMessage, isFault, isRefused } from './message.js'
import { buildPanels, showPanels } from './panels.js'
import { explain } from './refusal.js'

const keptMessages = 1000

let state
let records = []
// What came since the last frame: a burst is drawn at once, not message by message.
let undrawn = []
let isStateNew = false
let isDrawing = false
let clockAheadMs = 0

buildPanels()
const events = new EventSource('/_mock/events')
const say = (connection, words) => {
  byId('live').dataset.state = connection
  byId('live').textContent = words
}
events.onopen = () => say('live', 'Live')
events.onerror = () => say('lost', 'The mock is gone; waiting for it')

// A stream that was broken and came back tells the story from its beginning.
events.addEventListener('requests', ({ data }) => {
  records = JSON.parse(data)
  redraw()
})

events.addEventListener('request', ({ data }) => {
  const record = JSON.parse(data)
  // Numbers that begin again mean that the mock was reset.
  if (record.id <= (records.at(-1)?.id ?? 0)) forget()
  records.push(record)
  undrawn.push(record)
  if (records.length > keptMessages) records.shift()
  if (undrawn.length > keptMessages) undrawn.shift()
  drawSoon()
})

events.addEventListener('state', ({ data }) => {
  state = JSON.parse(data)
  clockAheadMs = Date.parse(state.now) - Date.now()
  if (state.requests === 0 && records.length > 0) forget()
  isStateNew = true
  drawSoon()
})

function forget() {
  records = []
  redraw()
}

function drawSoon() {
  if (isDrawing) return
  isDrawing = true
  requestAnimationFrame(() => {
    isDrawing = false
    const news = undrawn
    undrawn = []
    append(news, 'new')
    const refused = news.findLast((record) => isRefused(record))
    if (refused) byId('said').textContent = `Refused: ${refused.rejection}`
    if (isStateNew) showState()
    else showRefusal()
    isStateNew = false
  })
}

const isShown = (record) =>
  (byId('endpoint').value === '' || record.endpoint === byId('endpoint').value) &&
  (!byId('refused-only').checked || isRefused(record))

function append(news, className) {
  byId('silence').hidden = records.length > 0
  const items = news.filter(isShown).map((record) => drawMessage(record, () => state))
  if (items.length === 0) return
  if (className) for (const item of items) item.classList.add(className)
  const list = byId('sequence')
  list.append(...items)
  while (list.childElementCount > keptMessages) list.firstElementChild.remove()
  if (byId('follow').checked) list.lastElementChild.scrollIntoView({ block: 'nearest' })
}

function redraw() {
  undrawn = []
  byId('sequence').replaceChildren()
  append(records)
  if (state) showRefusal()
}

function showState() {
  const { provider, endpoints, aheadSeconds } = state
  document.title = `${provider.name}: inspector`
  byId('provider').textContent = provider.name
  byId('lane-provider').textContent = provider.name
  byId('url').textContent = provider.url
  byId('ahead').textContent =
    aheadSeconds === 0 ? 'runs with the real time' : `${duration(aheadSeconds)} ahead`
  if (byId('endpoint').options.length === 1) {
    byId('endpoint').append(
      ...endpoints.map((name) => element('option', { value: name, textContent: name })),
    )
  }
  showPanels(state)
  showRefusal()
}

function showRefusal() {
  const last = records.findLast((record) => isRefused(record))
  byId('refusal').hidden = last === undefined
  if (last === undefined || state === undefined) return
  byId('refusal').className = isFault(last) ? 'fault' : ''
  byId('refusal-text').replaceChildren(
    element(
      'p',
      { class: 'what' },
      element('b', { textContent: String(last.status || '—') }),
      ' ',
      element('code', { textContent: `${last.method} ${last.path}` }),
    ),
    ...explain(last, state, records),
  )
  byId('show-refusal').onclick = () => {
    byId('endpoint').value = ''
    byId('refused-only').checked = false
    redraw()
    const item = byId(`request-${last.id}`)?.querySelector('details')
    if (!item) return
    item.open = true
    item.scrollIntoView({ block: 'center' })
    item.querySelector('summary').focus()
  }
}

for (const id of ['endpoint', 'refused-only']) byId(id).addEventListener('change', redraw)

for (const button of document.querySelectorAll('[data-advance]')) {
  button.addEventListener('click', () =>
    control('clock', { advanceSeconds: Number(button.dataset.advance) }),
  )
}

byId('reset').addEventListener('click', async () => {
  if (confirm('Forget all sessions, codes, tokens, faults, mails and requests?'))
    await control('reset', {})
})

// Up and down walk along the messages, as in a list.
byId('sequence').addEventListener('keydown', (event) => {
  const summaries = [...byId('sequence').querySelectorAll('summary')]
  const at = summaries.indexOf(document.activeElement)
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: summaries.length - 1 }[event.key]
  if (to === undefined || !summaries[to]) return
  event.preventDefault()
  summaries[to].focus()
})

const tick = () => {
  if (state === undefined) return
  const now = new Date(Date.now() + clockAheadMs)
  byId('now').textContent = now.toLocaleString('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'medium',
  })
  byId('now').dateTime = now.toISOString()
}
setInterval(tick, 1000)
events.addEventListener('state', tick)
