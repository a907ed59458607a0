import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { getDb } from '@/db/client';
import { sessions, users } from '@/db/schema/identity';
import { disableUser } from '@/lib/identity/disable-user';
import { pruneIdentity } from '@/lib/identity/prune-identity';
import { resolveSession } from '@/lib/identity/resolve-session';
import { revokeAllSessions } from '@/lib/identity/revoke-all-sessions';
import { revokeSession } from '@/lib/identity/revoke-session';
import { sessionLifetimes } from '@/lib/identity/rules/session';
import { newId } from '@/lib/kit/ids';
import { listOwnSessions } from '@/lib/screens/shared/account';
import {
  makeStaff,
  makeSubscriber,
  minutesLater,
  refusalOf,
  signedIn,
  start,
  systemCtx,
} from './people';

const { idleMs, absoluteMs } = sessionLifetimes.staff;
const later = (ms: number) => new Date(start.getTime() + ms);

describe('a session', () => {
  test('yields an actor with its user’s role and customer', async () => {
    const staff = await makeStaff('finance');
    const subscriber = await makeSubscriber();
    expect((await signedIn(staff.userId)).actor).toMatchObject({ kind: 'staff', role: 'finance' });
    expect((await signedIn(subscriber.userId)).actor).toMatchObject({
      kind: 'subscriber',
      customerId: subscriber.customerId,
    });
  });

  test.each(['', 'not-a-uuid', newId(), "' or 1=1 --"])(
    'does not exist for the id %j',
    async (id) => {
      expect(await resolveSession({ now: start }, id)).toBeNull();
    },
  );

  test('ends at sign-out, also for a copy of its cookie', async () => {
    const { userId } = await makeSubscriber();
    const ctx = await signedIn(userId);
    await revokeSession(ctx, { sessionId: ctx.actor.sessionId });
    expect(await resolveSession({ now: start }, ctx.actor.sessionId)).toBeNull();
    const [row] = await getDb().select().from(sessions).where(eq(sessions.userId, userId));
    expect(row?.revokeReason).toBe('sign-out');
  });

  test('can be signed out twice, or from two tabs at once', async () => {
    const ctx = await signedIn((await makeSubscriber()).userId);
    const { sessionId } = ctx.actor;
    await Promise.all([revokeSession(ctx, { sessionId }), revokeSession(ctx, { sessionId })]);
    await revokeSession(ctx, { sessionId });
    expect(await resolveSession({ now: start }, sessionId)).toBeNull();
  });
});

describe('the end of a session', () => {
  test('ends when it is not used, and lives on when it is', async () => {
    const { userId } = await makeStaff('support');
    const unused = await signedIn(userId);
    const used = await signedIn(userId);
    expect(
      await resolveSession({ now: later(idleMs - 60_000) }, used.actor.sessionId),
    ).not.toBeNull();
    expect(await resolveSession({ now: later(idleMs) }, unused.actor.sessionId)).toBeNull();
    expect(await resolveSession({ now: later(idleMs) }, used.actor.sessionId)).not.toBeNull();
  });

  test('ends at its absolute expiry however much it is used', async () => {
    const { sessionId } = (await signedIn((await makeStaff('support')).userId)).actor;
    for (let used = 0; used < absoluteMs; used += idleMs / 2) {
      expect(await resolveSession({ now: later(used) }, sessionId)).not.toBeNull();
    }
    expect(await resolveSession({ now: later(absoluteMs) }, sessionId)).toBeNull();
  });

  test('writes its last use at most once a minute', async () => {
    const { sessionId } = (await signedIn((await makeStaff('support')).userId)).actor;
    const lastSeen = async () => {
      const [row] = await getDb().select().from(sessions).where(eq(sessions.id, sessionId));
      return row?.lastSeenAt;
    };
    await resolveSession({ now: later(59_000) }, sessionId);
    expect(await lastSeen()).toEqual(start);
    await resolveSession({ now: later(61_000) }, sessionId);
    expect(await lastSeen()).toEqual(later(61_000));
  });

  test('follows a change of role at once and ends with a disabled user', async () => {
    const { userId } = await makeStaff('admin');
    const { sessionId } = (await signedIn(userId)).actor;
    await getDb().update(users).set({ role: 'auditor' }).where(eq(users.id, userId));
    expect(await resolveSession({ now: start }, sessionId)).toMatchObject({ role: 'auditor' });
    await disableUser(systemCtx(), { userId, reason: 'left' });
    expect(await resolveSession({ now: start }, sessionId)).toBeNull();
  });

  test('of another person’s session is refused as not found', async () => {
    const mine = await signedIn((await makeSubscriber()).userId);
    const theirs = await signedIn((await makeSubscriber()).userId);
    const { sessionId } = theirs.actor;
    await expect(revokeSession(mine, { sessionId })).rejects.toEqual(refusalOf('not_found'));
    await expect(revokeSession(mine, { sessionId: newId() })).rejects.toEqual(
      refusalOf('not_found'),
    );
    expect(await resolveSession({ now: start }, sessionId)).not.toBeNull();
  });
});

describe('the list of sessions', () => {
  test('shows where the person is signed in now and marks this device', async () => {
    const { userId } = await makeSubscriber();
    const here = await signedIn(userId);
    await signedIn(userId, minutesLater(1));
    const list = await listOwnSessions(here);
    expect(list.map(({ isCurrent }) => isCurrent)).toEqual([false, true]);
    expect(await revokeAllSessions(here)).toBe(1);
    expect(await listOwnSessions(here)).toHaveLength(1);
  });

  test('is pruned of sessions that ended long ago, idempotently', async () => {
    const { userId } = await makeStaff('support');
    await signedIn(userId);
    const kept = systemCtx(later(absoluteMs));
    await pruneIdentity(kept);
    expect(await getDb().$count(sessions, eq(sessions.userId, userId))).toBe(1);
    const late = systemCtx(later(absoluteMs + 91 * 24 * 60 * 60_000));
    await pruneIdentity(late);
    await pruneIdentity(late);
    expect(await getDb().$count(sessions, eq(sessions.userId, userId))).toBe(0);
  });
});
