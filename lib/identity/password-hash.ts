import { hash, verify } from '@node-rs/argon2';

/** OWASP's minimum for argon2id: 19 MiB, two passes; about 35 ms of one core. The library's default algorithm. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

let dummy: Promise<string> | undefined;

export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), cost);
}

/**
 * Whether the password fits. Without a stored hash (no such user, invitation not accepted) it works just
 * as long on a dummy and answers false, so that the time taken tells nothing.
 */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  dummy ??= hash('no account has this password', cost);
  const fits = await verify(stored ?? (await dummy), password.normalize('NFKC'));
  return stored !== null && fits;
}
