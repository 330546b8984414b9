// One state of the element: the live one, a word on it, and its markup to copy.
import { become, build, markup, styleMarkup, withCode } from '/gallery/markup.js'

/** @param said Tells screen readers. */
export function createCard(state, said) {
  const card = build([
    'article',
    { class: 'card', 'aria-labelledby': `${state.name}-title`, 'data-state': state.name },
    ['h2', { id: `${state.name}-title` }, state.title],
    ['div', { class: 'stage' }],
    ['p', { class: 'quiet' }, ...withCode(state.text)],
    [
      'details',
      {},
      ['summary', {}, 'Markup', ['span', { class: 'aloud' }, ` of: ${state.title}`]],
      ['pre', {}, ['code', {}]],
      ['button', { type: 'button' }, 'Copy'],
    ],
  ])
  const stage = card.querySelector('.stage')
  const code = card.querySelector('pre code')
  let shown
  let live

  const button = card.querySelector('button')
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(code.textContent)
      button.textContent = 'Copied'
      said('Copied')
    } catch {
      getSelection().selectAllChildren(code)
      button.textContent = 'Not allowed: it is selected, copy it yourself'
      said(button.textContent)
    }
  })

  /** Without a script there is no element, only its markup: in a frame where none runs. */
  async function beginInFrame() {
    const frame = build(['iframe', { src: '/gallery/without-script', title: state.title }])
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }))
    stage.replaceChildren(frame)
    await loaded
    live = build(shown.node, frame.contentDocument)
    frame.contentDocument.body.append(live)
    // A frame does not grow with what it holds.
    const fit = ([{ target }]) => {
      frame.style.blockSize = `${target.offsetHeight}px`
    }
    new ResizeObserver(fit).observe(frame.contentDocument.documentElement)
    dress()
  }

  async function beginLive() {
    live?.remove()
    live = build(shown.node)
    const settled = new Promise((resolve) => {
      if (!state.settles) resolve()
      else live.addEventListener(state.settles, resolve, { once: true })
    })
    if (state.endless) live.addEventListener('sso-error', beginLive, { once: true })
    state.before?.()
    stage.replaceChildren(live)
    dress()
    await state.after?.(live)
    await settled
  }

  /** What the page around it says: a theme, and the properties that its style sheet would. */
  function dress() {
    for (const name of [...live.style]) live.style.removeProperty(name)
    for (const [name, value] of Object.entries(shown.properties))
      live.style.setProperty(name, value)
    if (state.scriptless) live.ownerDocument.documentElement.dataset.theme = stage.dataset.theme
  }

  return {
    card,
    state,
    begin: state.scriptless ? beginInFrame : beginLive,
    /** Shows another look; what the element knows stays. */
    show(described, theme) {
      shown = described
      stage.dataset.theme = theme
      code.textContent = `${styleMarkup(described.node[0], described.properties)}${markup(described.node)}`
      button.textContent = 'Copy'
      if (!live) return
      become(live, described.node)
      dress()
    },
  }
}
