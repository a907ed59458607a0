import type { RouterSimulator } from './routeros/simulator';

export type SignIn = { who: string; email: string; password: string };

export type SeedOptions = { routers: readonly RouterSimulator[] };

/** Fills an empty database with the demonstration's world; a filled one is only brought up to date. */
export async function seedDemo(_options: SeedOptions): Promise<SignIn[]> {
  return [];
}
