import { test as base } from '@playwright/test';
import { closeDb, getSql } from '@/db/client';
import type { HttpSession } from '@/demo/http-session';
import { idsOf, signIn } from '@/tests/support/security/http';
import type { RealIds } from '@/tests/support/security/real-address';
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

/** Journeys in a world with a row of every kind, made once for all files of a worker. */
export const test = base.extend<object, { world: World }>({
  world: [
    async ({ browserName: _ }, use) => {
      const world = await givenSecurityWorld({ isShared: true });
      const sessions = new Map<Who, HttpSession>();
      for (const who of Object.keys(people) as Who[]) sessions.set(who, await signIn(people[who]));
      await use({ ...world, ids: idsOf(world.rows), sessions });
      // The rows stay in the shared database: nothing of them may be sold, polled or pushed any more.
      const { routerId, itemId, targetItemId } = world.rows;
      await getSql()`update routers set status = 'off' where id = ${routerId}`;
      await getSql()`update catalog_items set status = 'retired' where id in (${itemId}, ${targetItemId})`;
      await world.close();
      await closeDb();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
});
