import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { getDb } from '@/db/client';
import { auditLog } from '@/db/schema/audit';
import { rateLimits, users } from '@/db/schema/identity';
import { disableUser } from '@/lib/identity/disable-user';
import { takeAttempt } from '@/lib/identity/rate-limit';
import { LOCK_AFTER_FAILURES, LOCK_MS, signInPerAccount } from '@/lib/identity/rules/attempts';
import {
  attempt,
  freshAddress,
  freshEmail,
  makeStaff,
  makeSubscriber,
  minutesLater,
  PASSWORD,
  start,
  systemCtx,
} from './people';

describe('a sign-in', () => {
  test('accepts the right password whatever the case of the address', async () => {
    const { userId, email } = await makeSubscriber();
    expect(await attempt(email.toUpperCase(), PASSWORD)).toEqual({ userId });
    expect(await attempt(` ${email} `, PASSWORD)).toEqual({ userId });
  });

  test('gives the same response to a wrong password, an unknown account and a disabled one', async () => {
    const { email } = await makeSubscriber();
    const disabled = await makeStaff('support');
    await disableUser(systemCtx(), { userId: disabled.userId, reason: 'left' });
    expect(await attempt(email, 'seven tall bird')).toBeNull();
    expect(await attempt(freshEmail(), PASSWORD)).toBeNull();
    expect(await attempt(disabled.email, PASSWORD)).toBeNull();
  });

  test.each([
    { email: undefined, password: PASSWORD },
    { email: { $ne: '' }, password: PASSWORD },
    { email: 'a@example.org', password: '' },
    { email: 'a@example.org', password: 'x'.repeat(5_000) },
    { email: 'x'.repeat(5_000), password: PASSWORD },
  ])('refuses malformed input before counting or hashing', async (input) => {
    const before = await getDb().select().from(rateLimits);
    expect(await attempt(input.email as string, input.password)).toBeNull();
    expect(await getDb().select().from(rateLimits)).toHaveLength(before.length);
  });

  test('accepts no password before the invitation is accepted', async () => {
    const { userId, email } = await makeSubscriber();
    await getDb().update(users).set({ passwordHash: null }).where(eq(users.id, userId));
    expect(await attempt(email, PASSWORD)).toBeNull();
  });
});

describe('guessing passwords', () => {
  test('allows exactly the limit out of any number of parallel attempts', async () => {
    const limit = { max: 7, windowMs: 60_000 };
    const tries = Array.from({ length: 20 }, () =>
      takeAttempt({ now: start }, 'test:parallel', limit),
    );
    const passed = (await Promise.all(tries)).filter(Boolean);
    expect(passed).toHaveLength(7);
    const next = new Date(start.getTime() + limit.windowMs);
    expect(await takeAttempt({ now: next }, 'test:parallel', limit)).toBe(true);
  });

  test('refuses even the right password once an account’s attempts are used up, until the window ends', async () => {
    const { userId, email } = await makeSubscriber();
    const wrong = Array.from({ length: signInPerAccount.max }, () =>
      attempt(email, 'no, not this'),
    );
    await Promise.all(wrong);
    expect(await attempt(email, PASSWORD)).toBeNull();
    const after = new Date(start.getTime() + signInPerAccount.windowMs);
    expect(await attempt(email, PASSWORD, { now: after })).toEqual({ userId });
  });

  test('counts 20 parallel wrong passwords as at most the limit of hashes', async () => {
    const { userId, email } = await makeSubscriber();
    await Promise.all(Array.from({ length: 20 }, () => attempt(email, 'no, not this')));
    const [row] = await getDb().select().from(users).where(eq(users.id, userId));
    expect(row?.failedAttempts).toBe(signInPerAccount.max);
  });

  test('from an address over its limit does not use up the attempts of an account', async () => {
    const { userId, email } = await makeSubscriber();
    const ip = freshAddress();
    const key = `sign-in:address:${ip}`;
    const expiresAt = minutesLater(5);
    await getDb().insert(rateLimits).values({ key, attempts: 100, expiresAt });
    for (let index = 0; index < signInPerAccount.max + 1; index += 1) {
      expect(await attempt(email, PASSWORD, { ip })).toBeNull();
    }
    expect(await attempt(email, PASSWORD)).toEqual({ userId });
  });

  test('slowly still leads to a lock, which is audited and refuses the right password', async () => {
    const { userId, email } = await makeSubscriber();
    let now = start;
    for (let index = 0; index < LOCK_AFTER_FAILURES; index += 1) {
      now = minutesLater(6 * index);
      await attempt(email, 'no, not this', { now });
    }
    const almost = new Date(now.getTime() + LOCK_MS - 1);
    expect(await attempt(email, PASSWORD, { now: almost })).toBeNull();
    const later = new Date(now.getTime() + LOCK_MS);
    expect(await attempt(email, PASSWORD, { now: later })).toEqual({ userId });
    const rows = await getDb().select().from(auditLog).where(eq(auditLog.action, 'user.locked'));
    expect(rows.filter(({ subjectId }) => subjectId === String(userId))).toHaveLength(1);
  });

  test('is reset by the right password', async () => {
    const { userId, email } = await makeSubscriber();
    for (let round = 0; round < 3; round += 1) {
      const wrong = Array.from({ length: signInPerAccount.max - 1 }, () =>
        attempt(email, 'not this'),
      );
      await Promise.all(wrong);
      expect(await attempt(email, PASSWORD)).toEqual({ userId });
    }
    const [row] = await getDb().select().from(users).where(eq(users.id, userId));
    expect(row).toMatchObject({ failedAttempts: 0, lockedUntil: null });
  });
});
