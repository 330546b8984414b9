// Any server of files will do: the page, and beside it what the package has in `dist`.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname } from 'node:path'

const types = { '.css': 'text/css', '.js': 'text/javascript' }
const dist = new URL('.', import.meta.resolve('@sso-login/element/sso-login.min.js'))

createServer(async (request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost')
  const file = types[extname(pathname)]
    ? new URL(`.${pathname}`, dist)
    : new URL('index.html', import.meta.url)
  try {
    const body = await readFile(file)
    response.setHeader('Content-Type', types[extname(pathname)] ?? 'text/html')
    response.end(body)
  } catch {
    response.writeHead(404).end()
  }
}).listen(process.env.PORT ?? 3000, '127.0.0.1', function () {
  console.log(`http://127.0.0.1:${this.address().port}`)
})
