import { readdirSync } from 'node:fs'

/** Every file beside this one is an area, and prints its tables by `run(sections)`: all of them, where none is named. */
const areas = readdirSync(new URL('./', import.meta.url))
  .map((file) => file.match(/^([a-z-]+)\.ts$/)?.[1])
  .filter((area) => area !== undefined && area !== 'run')

const [wanted = 'all', ...sections] = process.argv.slice(2)
if (wanted !== 'all' && !areas.includes(wanted)) {
  console.error(`No bench ${wanted}; there is: ${areas.join(', ')}`)
  process.exit(2)
}
for (const area of areas) {
  if (wanted !== 'all' && wanted !== area) continue
  console.log(`\n# ${area}`)
  const { run } = (await import(`./${area}.ts`)) as {
    run: (sections: readonly string[]) => Promise<void>
  }
  await run(sections)
}
