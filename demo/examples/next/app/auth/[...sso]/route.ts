import { getLogin } from '../../../lib/login.ts'

export const GET = (request: Request) => getLogin().fetch(request)
export const POST = (request: Request) => getLogin().fetch(request)
