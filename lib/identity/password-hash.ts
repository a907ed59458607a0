import { hash, verify } from '@node-rs/argon2';

/** OWASP's minimum for argon2id: 19 MiB, two passes; about 35 ms of one core. argon2id is the library's default. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

let dummy: Promise<string> | undefined;

export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), cost);
}

/**
 * Whether the password matches. Without a stored hash (no such user, invitation not accepted) it verifies against a
 * dummy and returns false, so that the response time reveals nothing.
 */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  dummy ??= hash('no account has this password', cost);
  const fits = await verify(stored ?? (await dummy), password.normalize('NFKC'));
  return stored !== null && fits;
}
