import type { Provider } from './provider.ts'

/** The providers that are looked up by name: by a command line or an HTML attribute, never by code that can import one. */
export type ProviderId = 'bridgekeeper' | 'iitb' | 'miniorange' | 'standard' | 'ubisecure' | 'usso'

export const registry: Readonly<Record<ProviderId, () => Promise<Provider>>> = {
  bridgekeeper: async () => (await import('./bridgekeeper.ts')).bridgekeeper,
  iitb: async () => (await import('./iitb.ts')).iitb,
  miniorange: async () => (await import('./miniorange.ts')).miniorange,
  standard: async () => (await import('./standard.ts')).standard,
  ubisecure: async () => (await import('./ubisecure.ts')).ubisecure,
  usso: async () => (await import('./usso.ts')).usso,
}

export const isProviderId = (id: string): id is ProviderId => Object.hasOwn(registry, id)
