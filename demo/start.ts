// `npm start`: the demo on the usual ports, until it is told to stop.
import { parseArgs } from 'node:util'
import { startDemo } from './demo.ts'

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } })

const demo = await startDemo()

if (values.json) {
  console.log(JSON.stringify({ site: demo.site, provider: demo.provider }))
} else {
  console.log(`
  The site       ${demo.site}             choose a provider, press "Login with SSO"
${demo.offers.map(({ provider, url }) => `  ${`${url}/_mock/`.padEnd(32)} ${provider.name}, in memory: what it was asked, its mail, its clock`).join('\n')}

  Ctrl+C stops them all.
`)
}

const stop = () => void demo.close().then(() => process.exit(0))
process.once('SIGTERM', stop)
process.once('SIGINT', stop)
