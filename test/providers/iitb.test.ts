import { nameOf } from '@sso-login/providers'
import {
  type Application,
  applicationForm,
  clientTypes,
  degrees,
  departments,
  hostels,
  iitb,
  sexes,
  types,
} from '@sso-login/providers/iitb'
import { isProviderId, registry } from '@sso-login/providers/registry'
import { describe, expect, it } from 'vitest'

// Transcribed by hand from the provider's document; computing any of it from our own data would let
// a wrong datum agree with itself.

const endpoint = (name: keyof typeof iitb.endpoints) =>
  new URL(iitb.endpoints[name], iitb.baseUrl).href

describe('the IITB provider, as its document has it', () => {
  it('has its endpoints, each with the slash at the end', () => {
    expect(endpoint('authorization')).toBe('https://gymkhana.iitb.ac.in/profiles/oauth/authorize/')
    expect(endpoint('token')).toBe('https://gymkhana.iitb.ac.in/profiles/oauth/token/')
    expect(endpoint('revocation')).toBe('https://gymkhana.iitb.ac.in/profiles/oauth/revoke_token/')
    expect(endpoint('userinfo')).toBe('https://gymkhana.iitb.ac.in/profiles/user/api/user/')
    expect(endpoint('sendMail')).toBe(
      'https://gymkhana.iitb.ac.in/profiles/user/api/user/send_mail/',
    )
  })

  it('has its ten scopes and grants basic always', () => {
    expect(Object.keys(iitb.scopes)).toEqual([
      'basic',
      'profile',
      'picture',
      'sex',
      'ldap',
      'phone',
      'insti_address',
      'program',
      'secondary_emails',
      'send_mail',
    ])
    const always = Object.entries(iitb.scopes).filter(([, scope]) => 'always' in scope)
    expect(always.map(([name]) => name)).toEqual(['basic'])
  })

  it('unlocks each resource with the scope that the document names', () => {
    const scopes = Object.entries(iitb.resources).map(([name, { scope }]) => [name, scope])
    expect(Object.fromEntries(scopes)).toEqual({
      id: 'basic',
      first_name: 'profile',
      last_name: 'profile',
      type: 'profile',
      is_alumni: 'profile',
      username: 'ldap',
      profile_picture: 'picture',
      sex: 'sex',
      email: 'ldap',
      mobile: 'phone',
      roll_number: 'program',
      contacts: 'phone',
      insti_address: 'insti_address',
      program: 'program',
      secondary_emails: 'secondary_emails',
    })
  })

  it('has the members of each composite resource in the example answer', () => {
    const members = (shape: unknown): string[] => {
      const { nullable, list, object } = shape as Record<string, unknown>
      return object ? Object.keys(object) : members(nullable ?? list)
    }
    expect(members(iitb.resources.program.shape)).toEqual([
      'id',
      'department',
      'department_name',
      'join_year',
      'graduation_year',
      'degree',
      'degree_name',
    ])
    expect(members(iitb.resources.insti_address.shape)).toEqual([
      'id',
      'room',
      'hostel',
      'hostel_name',
    ])
    expect(members(iitb.resources.secondary_emails.shape)).toEqual(['id', 'email'])
    expect(members(iitb.resources.contacts.shape)).toEqual(['id', 'number'])
  })

  it('knows the departments: 57 rows, one of them twice', () => {
    expect(Object.keys(departments)).toHaveLength(56)
    expect(departments).toMatchObject({
      AE: 'Aerospace Engineering',
      CASDE: 'Centre for Aerospace Systems Design and Engineering',
      CSE: 'Computer Science & Engineering',
      HSS: 'Humanities & Social Science',
      IDC: 'Industrial Design Centre',
      IITBMRA: 'IITB-Monash Research Academy',
      IxD: 'Interaction Design',
      KReSIT: 'Kanwal Rekhi School of Information Technology',
      MEMS: 'Metallurgical Engineering & Materials Science',
      PMS: 'Physics, Material Science',
      SJMSOM: 'Shailesh J. Mehta School of Management',
      WRCB: 'Wadhwani Research Centre for Bioengineering',
    })
  })

  it('knows the 27 degrees', () => {
    expect(Object.keys(degrees)).toHaveLength(27)
    expect(degrees).toMatchObject({
      BTECH: 'Bachelor of Technology',
      DD: 'B.Tech. + M.Tech. Dual Degree',
      MSEx: 'M.S. (Exit Degree)',
      MtechPhDDD: 'M.Tech. + Ph.D. Dual Degree',
      MScMTechDD: 'M.Sc. + M.Tech. Dual Degree',
      FYIMSC: 'Five Year Integrated M.Sc.',
      DIIT: 'D.I.I.T.',
      DIITEx: 'D.I.T.T. (Exit Degree)',
    })
  })

  it('knows the 19 hostels, and no hostel 17', () => {
    expect(Object.keys(hostels)).toHaveLength(19)
    expect(hostels).toMatchObject({ 1: 'Hostel 1', 16: 'Hostel 16', 18: 'Hostel 18' })
    expect(hostels).toMatchObject({ tansa: 'Tansa', qip: 'QIP' })
    expect(hostels).not.toHaveProperty('17')
  })

  it('knows the three sexes and the sixteen types', () => {
    expect(sexes).toEqual({ male: 'Male', female: 'Female', other: 'Other' })
    expect(Object.keys(types)).toEqual([
      'None',
      'misc',
      'stf.home',
      'fac.guest',
      'stf',
      'prjstf',
      'institutional',
      'ug',
      'vendor',
      'dd',
      'fac.home',
      'pg',
      'fac',
      'rs',
      'fac.confguest',
      'intern',
    ])
  })

  it('rewrites mail as the document says', () => {
    const subject = iitb.mail.subjectPrefix.replace('{app}', 'APPLICATION_NAME')
    expect(`${subject}YOUR SUBJECT`).toBe('[SSO] [APPLICATION_NAME] YOUR SUBJECT')
    expect(iitb.mail.footer).toEqual([
      'Sent via SSO by {app}',
      "You received this message because you've provided the email sending permission to the application",
    ])
  })

  it('holds an access token for ten hours and asks for fields by comma', () => {
    expect(iitb.lifetimes.accessTokenSeconds / 3600).toBe(10)
    expect(iitb.fields).toMatchObject({ parameter: 'fields', separator: ',' })
    expect(iitb.tokenEndpointAuthMethods[0]).toBe('client_secret_basic')
  })
})

describe('nameOf', () => {
  it('names a known code', () => {
    expect(nameOf(departments, 'CSE')).toBe('Computer Science & Engineering')
    expect(nameOf(hostels, '18')).toBe('Hostel 18')
  })

  it('gives an unknown code back, and null for null', () => {
    expect(nameOf(departments, 'NEW')).toBe('NEW')
    expect(nameOf(departments, 'constructor')).toBe('constructor')
    expect(nameOf(departments, null)).toBeNull()
  })
})

describe('the registry', () => {
  it('finds a provider by its id and nothing by another word', async () => {
    expect(isProviderId('iitb')).toBe(true)
    expect(isProviderId('toString')).toBe(false)
    expect(await registry.iitb()).toBe(iitb)
    expect((await registry.standard()).id).toBe('standard')
  })
})

describe('the registration form', () => {
  it('is typed: what the document recommends compiles, and nothing made up does', () => {
    const application: Application = {
      name: 'Slots',
      description: 'Rooms by the hour',
      logo: null,
      client_type: 'confidential',
      authorization_grant_type: 'authorization-code',
      redirect_uris: ['https://slots.example/auth/callback'],
    }
    // @ts-expect-error: confidential or public.
    application.client_type = 'secret'
    expect(Object.keys(application)).toEqual(Object.keys(applicationForm.object))
    expect(Object.keys(clientTypes)).toEqual(['confidential', 'public'])
  })
})
