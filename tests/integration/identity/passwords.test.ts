import { and, eq, sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { getDb } from '@/db/client';
import { oneTimeTokens, users } from '@/db/schema/identity';
import { events } from '@/db/schema/jobs';
import { acceptInvitation } from '@/lib/identity/accept-invitation';
import { changePassword } from '@/lib/identity/change-password';
import { createUser } from '@/lib/identity/create-user';
import { disableUser } from '@/lib/identity/disable-user';
import { inviteUser } from '@/lib/identity/invite-user';
import { issueToken } from '@/lib/identity/issue-token';
import { requestPasswordReset } from '@/lib/identity/request-password-reset';
import { resetPassword } from '@/lib/identity/reset-password';
import { resolveSession } from '@/lib/identity/resolve-session';
import { passwordCheckPerUser, resetPerAccount } from '@/lib/identity/rules/attempts';
import { tokenLifetimesMs } from '@/lib/identity/rules/session';
import { findLinkHolder } from '@/lib/screens/auth/link';
import {
  attempt,
  freshAddress,
  freshEmail,
  makeCustomer,
  makeStaff,
  makeSubscriber,
  PASSWORD,
  refusalOf,
  signedIn,
  start,
  systemCtx,
} from './people';

const FRESH = 'three boats drift by';
const ctx = { now: start };

async function invited() {
  const email = freshEmail();
  const customerId = await makeCustomer();
  const made = await createUser(systemCtx(), {
    kind: 'subscriber',
    customerId,
    email,
    name: 'New',
  });
  return { ...made, email };
}

function eventsOf(userId: number, name: string) {
  return getDb()
    .select()
    .from(events)
    .where(and(eq(events.name, name), sql`${events.data} ->> 'userId' = ${String(userId)}`));
}

describe('changing a password', () => {
  test('needs the current one, then ends the other sessions and keeps this one', async () => {
    const { userId, email } = await makeSubscriber();
    const here = await signedIn(userId);
    const elsewhere = await signedIn(userId);
    const wrong = changePassword(here, { currentPassword: 'a guess at it', newPassword: FRESH });
    await expect(wrong).rejects.toEqual(refusalOf('password_wrong'));
    await changePassword(here, { currentPassword: PASSWORD, newPassword: FRESH });
    expect(await attempt(email, FRESH)).toEqual({ userId });
    expect(await attempt(email, PASSWORD)).toBeNull();
    expect(await resolveSession(ctx, here.actor.sessionId)).not.toBeNull();
    expect(await resolveSession(ctx, elsewhere.actor.sessionId)).toBeNull();
  });

  test('refuses a weak new one at its field and changes nothing', async () => {
    const { userId, email } = await makeSubscriber();
    const here = await signedIn(userId);
    const weak = changePassword(here, { currentPassword: PASSWORD, newPassword: 'password123' });
    await expect(weak).rejects.toMatchObject({ key: 'password_common', field: 'newPassword' });
    expect(await attempt(email, PASSWORD)).toEqual({ userId });
  });

  test('is rate-limited', async () => {
    const here = await signedIn((await makeSubscriber()).userId);
    const guess = () => changePassword(here, { currentPassword: 'a guess', newPassword: FRESH });
    const guesses = Array.from({ length: passwordCheckPerUser.max + 5 }, guess);
    const refusals = await Promise.all(
      guesses.map((tried) => tried.catch((error: { key: string }) => error.key)),
    );
    expect(refusals.filter((key) => key === 'password_wrong')).toHaveLength(
      passwordCheckPerUser.max,
    );
    expect(refusals.filter((key) => key === 'password_attempts')).toHaveLength(5);
  });

  test('is for people only', async () => {
    const input = { currentPassword: PASSWORD, newPassword: FRESH };
    await expect(changePassword(systemCtx(), input)).rejects.toEqual(refusalOf('forbidden'));
  });
});

describe('a forgotten password', () => {
  test('emits one event with only the id, and none for unknown and disabled accounts', async () => {
    const { userId, email } = await makeSubscriber();
    const gone = await makeStaff('support');
    await disableUser(systemCtx(), { userId: gone.userId, reason: 'left' });
    for (const asked of [email, gone.email, freshEmail()]) {
      expect(await requestPasswordReset(ctx, { email: asked, ip: freshAddress() })).toBeUndefined();
    }
    const sent = await eventsOf(userId, 'user/password-reset.requested');
    expect(sent.map(({ data }) => data)).toEqual([{ userId }]);
    expect(await eventsOf(gone.userId, 'user/password-reset.requested')).toEqual([]);
  });

  test('sends no more mails than the limit however often someone asks', async () => {
    const { userId, email } = await makeSubscriber();
    for (let index = 0; index < resetPerAccount.max + 4; index += 1) {
      await requestPasswordReset(ctx, { email, ip: freshAddress() });
    }
    const sent = await eventsOf(userId, 'user/password-reset.requested');
    expect(sent).toHaveLength(resetPerAccount.max);
  });

  test('sends the invitation again to someone who never accepted it', async () => {
    const { userId, email } = await invited();
    await requestPasswordReset(ctx, { email, ip: freshAddress() });
    expect(await eventsOf(userId, 'user/invited')).toHaveLength(1);
  });

  test('is replaced through the link, which ends every session and lifts a lock', async () => {
    const { userId, email } = await makeSubscriber();
    const open = await signedIn(userId);
    const lockedUntil = new Date(start.getTime() + 60_000);
    await getDb().update(users).set({ lockedUntil }).where(eq(users.id, userId));
    const { token } = await issueToken(systemCtx(), { userId, kind: 'reset' });
    expect(await resetPassword(ctx, { token, password: FRESH })).toEqual({ email });
    expect(await attempt(email, FRESH)).toEqual({ userId });
    expect(await resolveSession(ctx, open.actor.sessionId)).toBeNull();
  });
});

describe('a mailed link', () => {
  test('works once, also when two people use it at the same time', async () => {
    const { userId } = await makeSubscriber();
    const { token } = await issueToken(systemCtx(), { userId, kind: 'reset' });
    const press = () => resetPassword(ctx, { token, password: FRESH });
    const results = await Promise.allSettled([press(), press()]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(press()).rejects.toEqual(refusalOf('link_invalid'));
  });

  test('stays valid after a refused password', async () => {
    const { userId } = await makeSubscriber();
    const { token } = await issueToken(systemCtx(), { userId, kind: 'reset' });
    const short = resetPassword(ctx, { token, password: 'short' });
    await expect(short).rejects.toEqual(refusalOf('password_too_short'));
    await expect(resetPassword(ctx, { token, password: FRESH })).resolves.toBeDefined();
  });

  test('expires on time, with the next link, and with the account', async () => {
    const { userId } = await makeSubscriber();
    const first = await issueToken(systemCtx(), { userId, kind: 'reset' });
    const second = await issueToken(systemCtx(), { userId, kind: 'reset' });
    const late = { now: new Date(start.getTime() + tokenLifetimesMs.reset) };
    const use = (token: string, when = ctx) => resetPassword(when, { token, password: FRESH });
    await expect(use(first.token)).rejects.toEqual(refusalOf('link_invalid'));
    await expect(use(second.token, late)).rejects.toEqual(refusalOf('link_invalid'));
    expect(await findLinkHolder(ctx, { token: second.token, kind: 'reset' })).not.toBeNull();
    await disableUser(systemCtx(), { userId, reason: 'left' });
    await expect(use(second.token)).rejects.toEqual(refusalOf('link_invalid'));
    expect(await findLinkHolder(ctx, { token: second.token, kind: 'reset' })).toBeNull();
  });

  test('of one kind does not work for the other', async () => {
    const { userId } = await makeSubscriber();
    const { token } = await issueToken(systemCtx(), { userId, kind: 'reset' });
    const wrongKind = acceptInvitation(ctx, { token, password: FRESH });
    await expect(wrongKind).rejects.toEqual(refusalOf('link_invalid'));
    expect(await findLinkHolder(ctx, { token, kind: 'invite' })).toBeNull();
  });

  test('is stored as a hash only', async () => {
    const { userId } = await makeSubscriber();
    const { token } = await issueToken(systemCtx(), { userId, kind: 'reset' });
    const [row] = await getDb()
      .select()
      .from(oneTimeTokens)
      .where(eq(oneTimeTokens.userId, userId));
    expect(row?.tokenHash).not.toContain(token);
    expect(JSON.stringify(row)).not.toContain(token);
  });

  test('is created only for jobs and for staff who may write users', async () => {
    const { userId } = await makeSubscriber();
    const subscriber = await signedIn(userId);
    const support = await signedIn((await makeStaff('support')).userId);
    for (const asker of [subscriber, support]) {
      const asked = issueToken(asker, { userId, kind: 'reset' });
      await expect(asked).rejects.toEqual(refusalOf('forbidden'));
    }
  });
});

describe('an invitation', () => {
  test('lets a new person choose the first password and sign in with it', async () => {
    const { userId, email } = await invited();
    await inviteUser(systemCtx(), { userId });
    expect((await eventsOf(userId, 'user/invited')).map(({ data }) => data)).toEqual([{ userId }]);
    const { token } = await issueToken(systemCtx(), { userId, kind: 'invite' });
    expect(await findLinkHolder(ctx, { token, kind: 'invite' })).toEqual({ name: 'New', email });
    await acceptInvitation(ctx, { token, password: FRESH });
    expect(await attempt(email, FRESH)).toEqual({ userId });
    const again = inviteUser(systemCtx(), { userId });
    await expect(again).rejects.toEqual(refusalOf('user_already_accepted'));
    const used = and(eq(oneTimeTokens.userId, userId), eq(oneTimeTokens.kind, 'invite'));
    const [row] = await getDb().select().from(oneTimeTokens).where(used);
    expect(row?.usedAt).toEqual(start);
  });
});
