// The form in which a visitor chooses, and the page's address, which keeps the choice.
import { build } from '/gallery/markup.js'

const titleOf = ({ name, title = name }) => title[0].toUpperCase() + title.slice(1)

const asChoices = (control) => [
  'fieldset',
  {},
  ['legend', {}, titleOf(control)],
  [
    'div',
    { class: 'choices' },
    ...control.values.map(([value, title], at) => [
      'label',
      {},
      ['input', { type: 'radio', name: control.name, value, ...(at === 0 && { checked: true }) }],
      ['span', {}, title],
    ]),
  ],
]

const asList = (control) => [
  'label',
  { class: 'list' },
  ['span', {}, titleOf(control)],
  [
    'select',
    { name: control.name },
    ...control.values.map(([value, title]) => [
      'option',
      { value, ...(value && { lang: value }) },
      title,
    ]),
  ],
]

const asSwitch = (control) => [
  'label',
  { class: 'switch' },
  ['input', { type: 'checkbox', name: control.name }],
  ['span', {}, titleOf(control)],
]

const draw = (control) =>
  control.list ? asList(control) : control.values ? asChoices(control) : asSwitch(control)

/** Fills the form; `changed` hears each choice, values by name without those that are the default. */
export function startControls(form, controls, changed) {
  for (const [group, members] of Map.groupBy(controls, (control) => control.group)) {
    const box = [
      'div',
      { class: 'group', role: 'group', 'aria-label': group },
      ...members.map(draw),
    ]
    form.append(build(box))
  }
  const asked = new URLSearchParams(location.search)
  for (const { name, values } of controls) {
    const value = asked.get(name)
    const isKnown = values ? values.some(([known]) => known === value) : value === 'on'
    if (!isKnown) continue
    if (values) form.elements[name].value = value
    else form.elements[name].checked = true
  }

  const tell = () => {
    const chosen = [...new FormData(form)].filter(([, value]) => value)
    const query = `${new URLSearchParams(chosen)}`
    history.replaceState(null, '', (query && `?${query}`) || location.pathname)
    changed(Object.fromEntries(chosen))
  }
  form.addEventListener('input', tell)
  // Said before it is done.
  form.addEventListener('reset', () => setTimeout(tell))
  tell()
}
