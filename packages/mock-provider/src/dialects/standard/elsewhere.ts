/** What any provider answers to requests for none of its endpoints, and to forms that are none. */
import type { Provider } from '@sso-login/providers'
import type { Core } from '../../core.ts'
import type { Route } from '../../dialect.ts'
import type { Outgoing } from '../../http-message.ts'
import { errorPage } from '../../pages/error-page.ts'
import { fatalPage, noFraming } from './answers.ts'

export const nothingHere = ({ provider }: Core<Provider>): Route => ({
  endpoint: 'other',
  handle: () =>
    errorPage(
      404,
      { site: provider.name, title: 'Not found', text: 'There is no such page.' },
      noFraming,
    ),
})

export const unreadableForm = async (core: Core<Provider>): Promise<Outgoing> =>
  (await fatalPage(core, 'The form could not be read.')).answer
