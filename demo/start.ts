// `npm start`: the demo on the usual ports, until it is told to stop.
import { parseArgs } from 'node:util'
import { startDemo } from './demo.ts'

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } })

const demo = await startDemo()

if (values.json) {
  console.log(JSON.stringify({ site: demo.site, provider: demo.provider }))
} else {
  console.log(`
  The site       ${demo.site}             press "Login with SSO"
  The provider   ${demo.provider}/_mock/      IIT Bombay SSO, in memory: what it was asked, its mail, its clock

  Ctrl+C stops both.
`)
}

const stop = () => void demo.close().then(() => process.exit(0))
process.once('SIGTERM', stop)
process.once('SIGINT', stop)
