import { commonPasswords } from './common-passwords';

export const PASSWORD_LENGTH_MIN = 10;
/** Bounds the cost of one hash; no one types a longer password. */
export const PASSWORD_LENGTH_MAX = 256;

export type PasswordFault = 'too-short' | 'too-long' | 'common' | 'personal';

/**
 * Returns why a new password is not acceptable, or null. Checks the length and a list of common guesses; no rules
 * about character classes, which lead to weaker passwords.
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

/** One or two characters repeated, or a sequence such as 1234567890 or abcdefghij. */
function isMonotonous(text: string): boolean {
  if (new Set(text).size <= 2) return true;
  const steps = [...text]
    .slice(1)
    .map((char, index) => char.charCodeAt(0) - text.charCodeAt(index));
  return steps.every((step) => step === steps[0]);
}

/** Little more than the person's own name or address. */
function isPersonal(folded: string, { email, name }: { email: string; name: string }): boolean {
  const address = email.toLowerCase();
  const words = [address, address.split('@')[0] ?? '', name.toLowerCase().replace(/\s+/g, '')];
  return words.some(
    (word) => word.length >= 4 && folded.includes(word) && folded.length - word.length < 5,
  );
}
