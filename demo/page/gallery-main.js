import '/sso-login.min.js'
import { drawAnatomy } from '/gallery/anatomy.js'
import { createCard } from '/gallery/card.js'
import { controlsOf, describe } from '/gallery/choice.js'
import { startControls } from '/gallery/controls.js'
import element from '/gallery/element.json' with { type: 'json' }
import { states } from '/gallery/states.js'

const byId = (id) => document.getElementById(id)

const said = (text) => {
  byId('said').textContent = text
}
const cards = states.map((state) => createCard(state, said))
byId('states').append(...cards.map(({ card }) => card))

// Beside the elements there is room; above them it would hide them.
byId('looks').open = matchMedia('(min-width: 64rem)').matches
startControls(byId('controls'), controlsOf(element), (chosen) => {
  for (const { state, show } of cards) show(describe(chosen, state, element), chosen.theme ?? '')
})

async function begin() {
  for (const { begin } of cards) await begin()
}
byId('again').addEventListener('click', begin)
begin()

byId('parts').append(drawAnatomy('cssParts', element.declaration))
byId('properties').append(drawAnatomy('cssProperties', element.declaration))
