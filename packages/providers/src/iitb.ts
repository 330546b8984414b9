/**
 * IIT Bombay SSO, from its document (gymkhana.iitb.ac.in/sso/doc) and, where marked *seen*, from what
 * the server was observed to do. Where the two differ the client accepts both.
 */
import { defineProvider } from './define-provider.ts'

export {
  type Application,
  applicationForm,
  applicationGrantTypes,
  clientTypes,
} from './iitb-registration.ts'

/** Department codes. The document lists 57 rows; IDC stands there twice, so 56 codes remain. */
export const departments = {
  AE: 'Aerospace Engineering',
  ANIM: 'Animation',
  ASC: 'Application Software Centre',
  AGP: 'Applied Geophysics',
  ASI: 'Applied Statistics and Informatics',
  BME: 'Biomedical Engineering',
  BB: 'Biosciences and Bioengineering',
  BIOTECH: 'Biotechnology',
  CASDE: 'Centre for Aerospace Systems Design and Engineering',
  CDEEP: 'Centre for Distance Engineering Education Programme',
  CESE: 'Centre for Environmental Science and Engineering',
  CFDVS: 'Centre for Formal Design and Verification of Software',
  CPS: 'Centre for Policy Studies',
  CRNTS: 'Centre for Research in Nanotechnology and Science',
  CTARA: 'Centre for Technology Alternatives for Rural Areas',
  CUSE: 'Centre for Urban Science and Engineering',
  CSRE: 'Centre of Studies in Resources Engineering',
  CHE: 'Chemical Engineering',
  CH: 'Chemistry',
  CLE: 'Civil Engineering',
  CLS: 'Climate Studies',
  CC: 'Computer Centre',
  CSE: 'Computer Science & Engineering',
  CEP: 'Continuing Education Programme',
  CORRSCI: 'Corrosion Science and Engineering',
  DSCE: 'Desai Sethi Centre for Entrepreneurship',
  ES: 'Earth Sciences',
  ET: 'Educational Technology',
  EE: 'Electrical Engineering',
  ESE: 'Energy Science and Engineering',
  HSS: 'Humanities & Social Science',
  IITBMRA: 'IITB-Monash Research Academy',
  IDC: 'Industrial Design Centre',
  IEOR: 'Industrial Engineering and Operations Research',
  IM: 'Industrial Management',
  IxD: 'Interaction Design',
  KReSIT: 'Kanwal Rekhi School of Information Technology',
  MS: 'Material Science',
  MMM: 'Materials, Manufacturing and Modelling',
  MM: 'Mathematics',
  ME: 'Mechanical Engineering',
  MEMS: 'Metallurgical Engineering & Materials Science',
  MVD: 'Mobility and Vehicle Design',
  NCAIR: 'National Centre for Aerospace Innovation and Research',
  NCM: 'National Centre for Mathematics',
  PHE: 'Physical Education',
  PH: 'Physics',
  PMS: 'Physics, Material Science',
  PC: 'Preparatory Course',
  RE: 'Reliability Engineering',
  SJMSOM: 'Shailesh J. Mehta School of Management',
  SAIF: 'Sophisticated Analytical Instrument Facility',
  SCE: 'Systems and Control Engineering',
  TCTD: 'Tata Center for Technology and Design',
  VISCOM: 'Visual Communication',
  WRCB: 'Wadhwani Research Centre for Bioengineering',
} as const

/** Degree codes: 27. The document spells D.I.I.T. and D.I.T.T. both. */
export const degrees = {
  BTECH: 'Bachelor of Technology',
  MTECH: 'Master of Technology',
  DD: 'B.Tech. + M.Tech. Dual Degree',
  MSC: 'Master of Science',
  PHD: 'Doctor of Philosophy',
  BDES: 'Bachelor of Design',
  MDES: 'Master of Design',
  MPHIL: 'Master of Philosophy',
  MMG: 'Master of Management',
  MSEx: 'M.S. (Exit Degree)',
  MtechEx: 'Master of Technology (Exit Degree)',
  MtechPhDDD: 'M.Tech. + Ph.D. Dual Degree',
  PC: 'Preparatory Course',
  VS: 'Visiting Student',
  MPhilEx: 'Master of Philosophy (Exit Degree)',
  MScEx: 'Master of Science (Exit Degree)',
  MScMTechDD: 'M.Sc. + M.Tech. Dual Degree',
  MScPhDDD: 'M.Sc. + Ph.D. Dual Degree',
  MPhilPhDDD: 'M.Phil. + Ph.D. Dual Degree',
  EMBA: 'Executive MBA',
  FYBS: 'Four Year BS',
  IMTECH: 'Integrated M.Tech.',
  MSCBR: 'Master of Science By Research',
  TYMSC: 'Two Year M.Sc.',
  FYIMSC: 'Five Year Integrated M.Sc.',
  DIIT: 'D.I.I.T.',
  DIITEx: 'D.I.T.T. (Exit Degree)',
} as const

/** Hostel codes: 19. There is no hostel 17. */
export const hostels = {
  1: 'Hostel 1',
  2: 'Hostel 2',
  3: 'Hostel 3',
  4: 'Hostel 4',
  5: 'Hostel 5',
  6: 'Hostel 6',
  7: 'Hostel 7',
  8: 'Hostel 8',
  9: 'Hostel 9',
  10: 'Hostel 10',
  11: 'Hostel 11',
  12: 'Hostel 12',
  13: 'Hostel 13',
  14: 'Hostel 14',
  15: 'Hostel 15',
  16: 'Hostel 16',
  18: 'Hostel 18',
  tansa: 'Tansa',
  qip: 'QIP',
} as const

/** Sex codes: 3. Lower case on the wire, capitalised in the document's prose. */
export const sexes = {
  male: 'Male',
  female: 'Female',
  other: 'Other',
} as const

/** User types: 16 codes without names of their own; `None` is a code, not a missing value. */
export const types = {
  None: 'None',
  misc: 'misc',
  'stf.home': 'stf.home',
  'fac.guest': 'fac.guest',
  stf: 'stf',
  prjstf: 'prjstf',
  institutional: 'institutional',
  ug: 'ug',
  vendor: 'vendor',
  dd: 'dd',
  'fac.home': 'fac.home',
  pg: 'pg',
  fac: 'fac',
  rs: 'rs',
  'fac.confguest': 'fac.confguest',
  intern: 'intern',
} as const
const text = { nullable: 'string' } as const

export const iitb = defineProvider({
  id: 'iitb',
  name: 'IIT Bombay SSO',
  protocol: 'oauth2',
  baseUrl: 'https://gymkhana.iitb.ac.in',

  // The slash at the end is part of each path: without it the server answers 301, and a POST that
  // follows it loses its body (seen).
  endpoints: {
    authorization: '/profiles/oauth/authorize/',
    token: '/profiles/oauth/token/',
    revocation: '/profiles/oauth/revoke_token/',
    userinfo: '/profiles/user/api/user/',
    sendMail: '/profiles/user/api/user/send_mail/',
  },

  // Documented: Basic. Seen: the body works too, and public clients send their client_id alone.
  tokenEndpointAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],

  // Seen: no CORS headers anywhere, and a preflight at the user API is a 401.
  browserTokens: 'no',

  scopes: {
    basic: { title: 'Your user id at the SSO', always: true },
    profile: { title: 'Your first name, last name and type' },
    picture: { title: 'Your profile picture' },
    sex: { title: 'Your sex' },
    ldap: { title: 'Your LDAP username and email' },
    phone: { title: 'Your contact numbers' },
    insti_address: { title: 'Your address inside the institute' },
    program: { title: 'Your roll number, department, course, joining and graduation year' },
    secondary_emails: { title: 'Your alternate emails' },
    send_mail: { title: 'Sending you email through the SSO' },
  },

  // Seen, undocumented: with `auto` a person is not asked again while a live token covers the scopes.
  authorizationParameters: { approval_prompt: ['auto', 'force'] },

  // The nulls are seen, not documented. `is_alumni` is undocumented. `basic` is documented as a
  // resource, but the server refuses it as a field: the resource is `id`.
  resources: {
    id: { scope: 'basic', shape: 'integer' },
    first_name: { scope: 'profile', shape: 'string' },
    last_name: { scope: 'profile', shape: 'string' },
    type: { scope: 'profile', shape: { nullable: { codeOf: types } } },
    is_alumni: { scope: 'profile', shape: 'boolean' },
    profile_picture: { scope: 'picture', shape: { nullable: 'url' } },
    sex: { scope: 'sex', shape: { nullable: { codeOf: sexes } } },
    username: { scope: 'ldap', shape: 'string' },
    email: { scope: 'ldap', shape: 'string' },
    mobile: { scope: 'phone', shape: text },
    contacts: { scope: 'phone', shape: { list: { object: { id: 'integer', number: 'string' } } } },
    insti_address: {
      scope: 'insti_address',
      shape: {
        nullable: {
          object: {
            id: 'integer',
            room: text,
            hostel: { nullable: { codeOf: hostels } },
            hostel_name: text,
          },
        },
      },
    },
    roll_number: { scope: 'program', shape: text },
    program: {
      scope: 'program',
      shape: {
        nullable: {
          object: {
            id: 'integer',
            department: { nullable: { codeOf: departments } },
            department_name: text,
            join_year: { nullable: 'integer' },
            graduation_year: { nullable: 'integer' },
            degree: { nullable: { codeOf: degrees } },
            degree_name: text,
          },
        },
      },
    },
    secondary_emails: {
      scope: 'secondary_emails',
      shape: { list: { object: { id: 'integer', email: 'string' } } },
    },
  },

  identity: {
    id: 'id',
    name: [['first_name', 'last_name'], ['username']],
    picture: 'profile_picture',
  },

  // Seen: the id comes with every answer.
  fields: { parameter: 'fields', separator: ',', always: ['id'] },

  // Seen: the old refresh token and its access token are dead at once; refresh tokens never expire.
  refresh: { rotates: true, graceSeconds: 0 },
  lifetimes: { codeSeconds: 60, accessTokenSeconds: 36_000, refreshTokenSeconds: null },

  mail: {
    scope: 'send_mail',
    subjectPrefix: '[SSO] [{app}] ',
    footer: [
      'Sent via SSO by {app}',
      "You received this message because you've provided the email sending permission to the application",
    ],
  },

  // Seen: it leads to the login page, which leads on; never straight to `next`.
  switchUser: { endpoint: '/profiles/account/logout/', parameter: 'next' },
})
