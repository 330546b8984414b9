// A process in which one contender logs in. Arguments: its name, and the mock\'s address.
import { type ContenderName, contenders, type Login } from './contenders.ts'

const [name = '', base = ''] = process.argv.slice(2)
const contender = contenders(base)[name as ContenderName]

/** What the person does, which is not measured. */
async function approve({ url }: Login): Promise<string> {
  const approved = await fetch(`${base}/_mock/approve`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ url, user: 'alice' }),
  })
  return ((await approved.json()) as { location: string }).location
}

/** Microseconds of CPU for each of so many logins. */
async function measure(count: number): Promise<number> {
  const before = process.cpuUsage()
  const logins: Login[] = []
  for (let started = 0; started < count; started += 1) logins.push(await contender.start())
  const starting = process.cpuUsage(before)
  const callbacks: string[] = []
  for (const login of logins) callbacks.push(await approve(login))
  const between = process.cpuUsage()
  for (const [place, login] of logins.entries()) await login.finish(callbacks[place] as string)
  const finishing = process.cpuUsage(between)
  return (starting.user + starting.system + finishing.user + finishing.system) / count
}

process.on('message', async (count: number) => process.send?.(await measure(count)))
process.send?.('ready')
