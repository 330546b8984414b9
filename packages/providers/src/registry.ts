import type { Provider } from './provider.ts'

/** The providers that are looked up by name: by a command line or an HTML attribute, never by code that can import one. */
export type ProviderId = 'iitb' | 'standard' | 'usso'

export const registry: Readonly<Record<ProviderId, () => Promise<Provider>>> = {
  iitb: async () => (await import('./iitb.ts')).iitb,
  standard: async () => (await import('./standard.ts')).standard,
  usso: async () => (await import('./usso.ts')).usso,
}

export const isProviderId = (id: string): id is ProviderId => Object.hasOwn(registry, id)
