// Draws messages between browser, site and provider: an ordered list, so that it also reads aloud.

const names = { browser: 'Browser', site: 'Site', provider: 'Provider' }
const lanes = Object.keys(names)

const element = (tag, properties = {}, ...children) => {
  const made = Object.assign(document.createElement(tag), properties)
  made.append(...children)
  return made
}

/** A path that may be broken after its slashes. */
const breakable = (text) =>
  text.split(/(?<=\/)/).flatMap((part) => [part, document.createElement('wbr')])

/** An item of the list where a login begins. */
export const drawBeginning = (title) =>
  element('li', { className: 'begins' }, element('h3', { textContent: title }))

/** An item of the list for one message. */
export function drawMessage({ kind, from, to, label, details, note, rejection }) {
  const forward = lanes.indexOf(from) < lanes.indexOf(to)
  const [left, right] = forward ? [from, to] : [to, from]
  const item = element('li', {
    className: `message ${kind} ${left}-${right} ${forward ? 'forward' : 'back'}`,
  })
  if (rejection) item.classList.add('rejected')

  const said = [
    element('span', { className: 'aloud', textContent: `${names[from]} to ${names[to]}: ` }),
    element('code', {}, ...breakable(label)),
  ]
  const carried = Object.entries(details)
  const body = element('div', { className: 'body' })
  if (carried.length > 0) {
    const list = element('dl')
    for (const [name, value] of carried) {
      list.append(element('dt', { textContent: name }), element('dd', { textContent: value }))
    }
    body.append(element('details', {}, element('summary', {}, ...said), list))
  } else {
    body.append(element('p', { className: 'label' }, ...said))
  }
  body.append(element('span', { className: 'arrow', ariaHidden: 'true' }))
  if (rejection) body.append(element('p', { className: 'rejection', textContent: rejection }))
  if (note) body.append(element('p', { className: 'note', textContent: note }))
  item.append(body)
  return item
}
