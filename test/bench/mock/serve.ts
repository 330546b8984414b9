/** A process of its own, so that start and memory are of one server alone: prints its URL, and its memory when asked. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const starts: Readonly<Record<string, () => Promise<string>>> = {
  bare: async () => {
    const { server } = (await import('./bare.ts')).createBare()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  },
  ours: async () => (await (await import('./ours.ts')).createOurs().listen()).url,
  'oidc-provider': async () => {
    const { default: Provider } = await import('oidc-provider')
    const server = createServer(new Provider('http://127.0.0.1', {}).callback())
    server.listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  },
}

const url = await starts[process.argv[2] ?? '']?.()
process.stdin.on('data', () => process.stdout.write(`${process.memoryUsage.rss()}\n`))
process.stdout.write(`${url}\n`)
