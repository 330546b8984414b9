import { expect, it, vi } from 'vitest'
import { h, render } from '../../packages/element/src/render.ts'

it('takes a listener away that is wanted no longer, and an attribute', () => {
  const root = document.createElement('div')
  const pressed = vi.fn()
  render(root, [h('button', { onclick: pressed, title: 'Press' })])
  const button = root.firstChild as HTMLButtonElement
  render(root, [h('button', {})])
  button.click()
  expect(root.firstChild).toBe(button)
  expect(pressed).not.toHaveBeenCalled()
  expect(button.attributes).toHaveLength(0)
})
