import { drawBeginning, drawMessage } from '/sequence.js'

const byId = (id) => document.getElementById(id)
/** The site's own address for this page's provider. */
const at = (path) => document.body.dataset.path + path

/** What the resources of the first provider are called; the others' names speak for themselves. */
const titles = at('')
  ? {}
  : {
      id: 'User id',
      first_name: 'First name',
      last_name: 'Last name',
      type: 'Type',
      is_alumni: 'Alumni',
      profile_picture: 'Picture',
      sex: 'Sex',
      username: 'LDAP username',
      email: 'LDAP email',
      mobile: 'Mobile',
      contacts: 'Contacts',
      insti_address: 'Institute address',
      roll_number: 'Roll number',
      program: 'Program',
      secondary_emails: 'Other emails',
    }

const titleOf = (name) =>
  titles[name] ?? `${name[0].toUpperCase()}${name.slice(1)}`.replaceAll('_', ' ')

function inWords(name, value) {
  if (value === null || value === '') return 'not filled in'
  if (Array.isArray(value)) {
    return value.map((item) => item.email ?? item.number).join(', ') || 'none'
  }
  if (name === 'program') {
    const years = [value.join_year, value.graduation_year].map((year) => year ?? '?').join(' to ')
    return [value.degree_name, value.department_name, years].filter(Boolean).join(', ')
  }
  if (name === 'insti_address') return [value.room, value.hostel_name].filter(Boolean).join(', ')
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (name === 'created_at') return new Date(value).toLocaleDateString()
  if (name === 'updated_at') return new Date(value * 1000).toLocaleDateString()
  if (typeof value === 'object') return value.formatted ?? Object.values(value).join(', ')
  return String(value)
}

const pictures = ['profile_picture', 'picture', 'avatar_url']

function showResource(name, value) {
  const title = document.createElement('dt')
  title.textContent = titleOf(name)
  const shown = document.createElement('dd')
  if (pictures.includes(name) && value) {
    const picture = new Image(56, 56)
    picture.src = value
    picture.alt = 'Your profile picture'
    shown.append(picture)
  } else {
    shown.textContent = inWords(name, value)
  }
  byId('resources').append(title, shown)
}

const readJson = async (answer) => {
  const body = await answer.json()
  if (!answer.ok) throw new Error([body.message ?? body.error, body.hint].filter(Boolean).join(' '))
  return body
}

async function showPerson(user) {
  byId('person-title').textContent = user.name ? `Hello, ${user.name}` : 'Hello, whoever you are'
  byId('person-text').textContent = 'This is what you let this site know.'
  byId('status').textContent = ''
  try {
    const { granted, missing, mayMail, askAgain } = await readJson(await fetch(at('/api/me')))
    byId('resources').replaceChildren()
    for (const [name, value] of Object.entries(granted)) showResource(name, value)
    byId('resources').hidden = false
    byId('mail').hidden = !mayMail
    const withheld = missing.map(titleOf)
    if (mayMail === false) withheld.push('Mail to you')
    byId('withheld').textContent = `You kept to yourself: ${withheld.join(', ')}.`
    byId('ask-again').hidden = askAgain === null
    if (askAgain) byId('ask-again').href = askAgain
    byId('missing').hidden = withheld.length === 0
  } catch (error) {
    byId('status').textContent = error.message
  }
}

const greeting = byId('person-title').textContent
const invitation = byId('person-text').cloneNode(true).childNodes

function showNobody() {
  byId('person-title').textContent = greeting
  byId('person-text').replaceChildren(...[...invitation].map((node) => node.cloneNode(true)))
  byId('resources').replaceChildren()
  for (const id of ['resources', 'missing', 'mail']) byId(id).hidden = true
  byId('status').textContent = ''
}

// Listening before the element is defined: its first event must not be missed.
document.addEventListener('sso-signed-in', (event) => showPerson(event.detail.user))
document.addEventListener('sso-signed-out', showNobody)

byId('mail').addEventListener('submit', async (event) => {
  event.preventDefault()
  byId('status').textContent = 'Sending …'
  try {
    const { mailbox } = await readJson(await fetch(at('/api/mail'), { method: 'POST' }))
    const link = Object.assign(document.createElement('a'), { href: mailbox, target: '_blank' })
    link.textContent = 'the provider’s mailbox'
    byId('status').replaceChildren('Sent. It is in ', link, '.')
  } catch (error) {
    byId('status').textContent = `Not sent: ${error.message}`
  }
})

byId('clear').addEventListener('click', async () => {
  await fetch(at('/api/messages/clear'), { method: 'POST' })
  byId('sequence').replaceChildren()
  byId('silence').hidden = false
})

const drawn = new Set()
let lastNote
let logins = 0
new EventSource(at('/api/messages')).onmessage = ({ data }) => {
  const message = JSON.parse(data)
  // A reconnected stream tells the story from its beginning.
  if (drawn.has(message.id)) return
  drawn.add(message.id)
  byId('silence').hidden = true
  if (message.begins) {
    logins += 1
    byId('sequence').append(drawBeginning(`Login ${logins}`))
  }
  const isExplained = !message.begins && message.note === lastNote
  lastNote = message.note ?? lastNote
  byId('sequence').append(drawMessage(isExplained ? { ...message, note: undefined } : message))
}
