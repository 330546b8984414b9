import { LoginError, type LoginErrorDetails } from '@sso-login/client'

/** The site has given something wrong: an option when it starts, or what it calls a method with. */
export const invalid = (
  key: string,
  message: string,
  hint: string,
  { step = 'config', cause }: Partial<Pick<LoginErrorDetails, 'step' | 'cause'>> = {},
): LoginError =>
  new LoginError({
    code: 'invalid_config',
    step,
    key,
    message,
    hint,
    ...(cause === undefined ? {} : { cause }),
  })
