/** The three members of a letter, judged as Django REST framework judges them (seen). */
import type { Parameters } from '../../parameters.ts'
import type { ApiBody } from './api-body.ts'
import { isEmailAddress } from './email-address.ts'
import { strip } from './python-text.ts'

export interface Letter {
  readonly subject: string
  readonly message: string
  readonly reply_to: readonly string[]
}

type Errors = readonly string[] | Readonly<Record<string, readonly string[]>>

export type JudgedLetter =
  | { readonly letter: Letter }
  | { readonly errors: Readonly<Record<string, Errors>> }

type Judged<T> = { readonly value: T } | { readonly errors: Errors }

const required = 'This field is required.'
const notNull = 'This field may not be null.'
const notBlank = 'This field may not be blank.'
const noNullCharacters = 'Null characters are not allowed.'
const notEmail = 'Enter a valid email address.'

export function judgeLetter(body: ApiBody): JudgedLetter {
  if (body.kind === 'json' && !isObject(body.value)) {
    const problem =
      body.value === null
        ? 'No data provided'
        : `Invalid data. Expected a dictionary, but got ${pythonTypeOf(body.value)}.`
    return { errors: { non_field_errors: [problem] } }
  }
  const member = (name: string): unknown =>
    body.kind === 'form' ? formMember(body.fields, name) : ownMember(body.value as object, name)
  const subject = judgeText(member('subject'), 'Not a valid string.')
  const message = judgeText(member('message'), 'Not a valid string.')
  const replyTo = judgeAddresses(
    body.kind === 'form' ? formList(body.fields, 'reply_to') : member('reply_to'),
  )
  const errors: Record<string, Errors> = {}
  if ('errors' in subject) errors.subject = subject.errors
  if ('errors' in message) errors.message = message.errors
  if ('errors' in replyTo) errors.reply_to = replyTo.errors
  if ('errors' in subject || 'errors' in message || 'errors' in replyTo) return { errors }
  return {
    letter: { subject: subject.value, message: message.value, reply_to: replyTo.value },
  }
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const ownMember = (value: object, name: string): unknown =>
  Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined

function judgeText(value: unknown, wrongType: string): Judged<string> {
  if (value === undefined) return { errors: [required] }
  if (value === null) return { errors: [notNull] }
  if (typeof value !== 'string' && typeof value !== 'number') return { errors: [wrongType] }
  const text = strip(String(value))
  if (text === '') return { errors: [notBlank] }
  return text.includes('\0') ? { errors: [noNullCharacters] } : { value: text }
}

function judgeAddresses(value: unknown): Judged<string[]> {
  if (value === undefined) return { errors: [required] }
  if (value === null) return { errors: [notNull] }
  if (!Array.isArray(value)) {
    return { errors: [`Expected a list of items but got type "${pythonTypeOf(value)}".`] }
  }
  const addresses: string[] = []
  const errors: Record<string, readonly string[]> = {}
  for (const [index, item] of value.entries()) {
    const text = judgeText(item, notEmail)
    if ('errors' in text) {
      const found = text.errors as readonly string[]
      errors[index] = found[0] === noNullCharacters ? [...found, notEmail] : found
    } else if (isEmailAddress(text.value)) addresses.push(text.value)
    else errors[index] = [notEmail]
  }
  return Object.keys(errors).length > 0 ? { errors } : { value: addresses }
}

const filesCalled = ({ files = [] }: Parameters, name: string): unknown[] =>
  files.filter((file) => file === name).map(() => ({}))

/** Files come after the texts; to a field of text they are something else. */
const formMember = (fields: Parameters, name: string): unknown =>
  filesCalled(fields, name)[0] ?? fields.get(name)

/** A list in a form: the name repeated, or `name[0]`, `name[1]`; undefined where there is neither. */
function formList(fields: Parameters, name: string): unknown[] | undefined {
  const repeated: unknown[] = [...fields.all(name), ...filesCalled(fields, name)]
  if (repeated.length > 0) return repeated
  const numbered = new Map<number, string>()
  for (const [key, value] of fields.pairs) {
    const index = key.startsWith(`${name}[`) ? /^\[(\d+)\]$/.exec(key.slice(name.length)) : null
    if (index) numbered.set(Number(index[1]), value)
  }
  if (numbered.size === 0) return undefined
  return [...numbered].sort(([a], [b]) => a - b).map(([, value]) => value)
}

function pythonTypeOf(value: unknown): string {
  if (Array.isArray(value)) return 'list'
  switch (typeof value) {
    case 'string':
      return 'str'
    case 'boolean':
      return 'bool'
    case 'number':
      return Number.isInteger(value) ? 'int' : 'float'
    default:
      return 'dict'
  }
}
