import { refuseField } from '@/lib/kit/errors';
import { passwordFault, passwordLengthMax, passwordLengthMin } from './rules/password';

/** Refuses a password that is too short, too long, common or the person's own name, at its field. */
export function requireGoodPassword(
  password: string,
  person: { email: string; name: string },
  field = 'password',
): void {
  switch (passwordFault(password, person)) {
    case 'too-short':
      return refuseField(field, 'password_too_short', { min: passwordLengthMin });
    case 'too-long':
      return refuseField(field, 'password_too_long', { max: passwordLengthMax });
    case 'common':
      return refuseField(field, 'password_common');
    case 'personal':
      return refuseField(field, 'password_personal');
    case null:
      return;
  }
}
