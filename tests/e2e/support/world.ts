import { test as base } from '@playwright/test';
import { closeDb } from '@/db/client';
import type { HttpSession } from '@/demo/http-session';
import { idsOf, signIn } from '@/tests/support/security/http';
import type { RealIds } from '@/tests/support/security/real-address';
import { retireWorld } from '@/tests/support/security/retire-world';
import { givenSecurityWorld, type SecurityWorld } from '@/tests/support/security/world';
import { markers, otherEmail, staffEmail } from '@/tests/support/security/world-words';

export const people = {
  'another subscriber': otherEmail,
  'the subscriber': markers.email,
  support: staffEmail('support'),
  auditor: staffEmail('auditor'),
  admin: staffEmail('admin'),
} as const;
export type Who = keyof typeof people;

export type World = SecurityWorld & {
  ids: RealIds;
  /** One open session for each of `people`. */
  sessions: ReadonlyMap<Who, HttpSession>;
};

/** Journeys in a world with a row of every kind, created once per worker. */
export const test = base.extend<object, { world: World }>({
  world: [
    async ({ browserName: _ }, use) => {
      const world = await givenSecurityWorld({ isShared: true });
      const sessions = new Map<Who, HttpSession>();
      for (const who of Object.keys(people) as Who[]) sessions.set(who, await signIn(people[who]));
      await use({ ...world, ids: idsOf(world.rows), sessions });
      await retireWorld(world.rows);
      await world.close();
      await closeDb();
    },
    { scope: 'worker', timeout: 240_000 },
  ],
});
