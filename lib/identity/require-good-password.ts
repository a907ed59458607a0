import { refuseField } from '@/lib/kit/errors';
import { PASSWORD_LENGTH_MAX, PASSWORD_LENGTH_MIN, passwordFault } from './rules/password';

/**
 * Refuses, at its field, a password that is too short, too long, common or contains the person's own name or address.
 */
export function requireGoodPassword(
  password: string,
  person: { email: string; name: string },
  field = 'password',
): void {
  const fault = passwordFault(password, person);
  if (fault === 'too-short') refuseField(field, 'password_too_short', { min: PASSWORD_LENGTH_MIN });
  if (fault === 'too-long') refuseField(field, 'password_too_long', { max: PASSWORD_LENGTH_MAX });
  if (fault === 'common') refuseField(field, 'password_common');
  if (fault === 'personal') refuseField(field, 'password_personal');
}
