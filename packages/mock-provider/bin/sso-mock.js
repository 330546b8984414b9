#!/usr/bin/env node
const [major, minor] = process.versions.node.split('.').map(Number)

if (major < 22 || (major === 22 && minor < 13)) {
  console.error(`sso-mock needs Node 22.13 or newer; this is Node ${process.versions.node}.`)
  process.exitCode = 2
} else {
  const { run } = await import('@sso-login/mock-provider/cli')
  await run()
}
