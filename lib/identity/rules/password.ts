import { commonPasswords } from './common-passwords';

export const PASSWORD_LENGTH_MIN = 10;
/** Bounds the work of one hash; nobody types more. */
export const PASSWORD_LENGTH_MAX = 256;

export type PasswordFault = 'too-short' | 'too-long' | 'common' | 'personal';

/**
 * Why a new password is not acceptable, or null. Length and a list of what attackers try first; no
 * rules about kinds of characters, which make people choose worse ones.
 */
export function passwordFault(
  password: string,
  person: { email: string; name: string },
): PasswordFault | null {
  const length = [...password].length;
  if (length < PASSWORD_LENGTH_MIN) return 'too-short';
  if (length > PASSWORD_LENGTH_MAX) return 'too-long';
  const folded = password.toLowerCase();
  if (isMonotonous(folded) || commonPasswords.has(folded)) return 'common';
  return isPersonal(folded, person) ? 'personal' : null;
}

/** One or two characters over and over, or a straight run such as 1234567890 or abcdefghij. */
function isMonotonous(text: string): boolean {
  if (new Set(text).size <= 2) return true;
  const steps = [...text]
    .slice(1)
    .map((char, index) => char.charCodeAt(0) - text.charCodeAt(index));
  return steps.every((step) => step === steps[0]);
}

/** The person's own name or address with little around it. */
function isPersonal(folded: string, { email, name }: { email: string; name: string }): boolean {
  const address = email.toLowerCase();
  const words = [address, address.split('@')[0] ?? '', name.toLowerCase().replace(/\s+/g, '')];
  return words.some(
    (word) => word.length >= 4 && folded.includes(word) && folded.length - word.length < 5,
  );
}
