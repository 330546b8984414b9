/** The inspector's page: files beside the code, served as they stand. Only Node can read them. */
import { readFile } from 'node:fs/promises'
import type { Outgoing } from './http-message.ts'

const folder = new URL('../inspector/', import.meta.url)

const types: Readonly<Record<string, string>> = {
  'index.html': 'text/html; charset=utf-8',
  'inspector.css': 'text/css; charset=utf-8',
  'diagram.css': 'text/css; charset=utf-8',
  'holdings.css': 'text/css; charset=utf-8',
  'inspector.js': 'text/javascript; charset=utf-8',
  'dom.js': 'text/javascript; charset=utf-8',
  'message.js': 'text/javascript; charset=utf-8',
  'refusal.js': 'text/javascript; charset=utf-8',
  'panels.js': 'text/javascript; charset=utf-8',
  'icon.svg': 'image/svg+xml',
}

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ')

/** A file of the inspector; undefined where there is none of this name. */
export async function inspectorFile(name: string): Promise<Outgoing | undefined> {
  const type = Object.hasOwn(types, name) ? types[name] : undefined
  if (type === undefined) return undefined
  return {
    status: 200,
    headers: { 'Content-Type': type, 'Content-Security-Policy': policy },
    body: await readFile(new URL(name, folder), 'utf8'),
  }
}
