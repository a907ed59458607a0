import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { getSql } from '@/db/client';
import { startJobs, stopJobs } from '@/inngest/runtime/start-jobs';
import { acceptInvitation } from '@/lib/identity/accept-invitation';
import { createUser } from '@/lib/identity/create-user';
import { disableUser } from '@/lib/identity/disable-user';
import { inviteUser } from '@/lib/identity/invite-user';
import { requestPasswordReset } from '@/lib/identity/request-password-reset';
import { resetPassword } from '@/lib/identity/reset-password';
import { newId } from '@/lib/kit/ids';
import type { MailCatcher } from '@/stand-ins/mail/mail-catcher';
import { givenCustomer, givenOperator, systemCtx } from '@/tests/support/fixtures';
import { until } from '../jobs/harness';
import { DEAD_SERVER, everythingStored, setMailServer, startMailServer } from './support';

let server: MailCatcher;

beforeAll(async () => {
  await givenOperator();
  server = await startMailServer();
});
afterAll(async () => {
  setMailServer(undefined);
  await server.close();
});
beforeEach(async () => {
  setMailServer(server.smtpUrl);
  server.clear();
  await startJobs();
});
afterEach(stopJobs);

const now = () => new Date();
const ctx = () => systemCtx(now());

async function givenPerson(password?: string) {
  const email = `p${newId().slice(-12)}@example.test`;
  const customerId = await givenCustomer({ now: now() });
  const person = { kind: 'subscriber', customerId, email, name: 'Ada' } as const;
  const { userId } = await createUser(ctx(), { ...person, ...(password ? { password } : {}) });
  return { userId, email };
}

/** Waits for the mail to this person and returns it. */
async function mailTo(email: string) {
  return until(() => server.messages().find((mail) => mail.recipients.includes(email)));
}

function tokenIn(text: string | undefined, page: string): string {
  const match = new RegExp(`http://netpurse\\.test/${page}/(\\S+)`).exec(text ?? '');
  return match?.[1] ?? '';
}

describe('an invitation', () => {
  test('arrives with a link that opens the account, and its secret is stored nowhere else', async () => {
    const { userId, email } = await givenPerson();
    await inviteUser(ctx(), { userId });
    const mail = await mailTo(email);
    const token = tokenIn(mail.text, 'accept-invitation');
    expect(token.length).toBeGreaterThan(40);
    await until(async () => {
      const rows =
        await getSql()`select 1 from notifications where user_id = ${userId} and state = 'sent'`;
      const open = await getSql()`select 1 from job_runs where finished_at is null`;
      return rows.length === 1 && open.length === 0;
    });
    expect(await everythingStored()).not.toContain(token);
    const accepted = { token, password: 'four quiet rivers run' };
    expect(await acceptInvitation({ now: now() }, accepted)).toEqual({ email });
  });

  test('to a user disabled in the meantime is not sent', async () => {
    const { userId, email } = await givenPerson();
    setMailServer(DEAD_SERVER);
    await inviteUser(ctx(), { userId });
    await until(
      async () =>
        (
          await getSql()`select 1 from notifications where user_id = ${userId} and attempts = 1 and leased_until is null`
        ).length,
    );
    await disableUser(ctx(), { userId, reason: 'left' });
    setMailServer(server.smtpUrl);
    await getSql()`update notifications set due_at = now() where user_id = ${userId}`;
    const { deliverNotification } = await import('@/lib/notifications/deliver-notification');
    await deliverNotification(ctx());
    const [row] =
      await getSql()`select state, suppress_reason from notifications where user_id = ${userId}`;
    expect(row).toEqual({ state: 'suppressed', suppress_reason: 'outdated' });
    expect(server.messages().filter((mail) => mail.recipients.includes(email))).toEqual([]);
  });
});

describe('a password link', () => {
  test('is mailed for every request, and only the latest works', async () => {
    const { email } = await givenPerson('seven tall birds');
    await requestPasswordReset({ now: now() }, { email, ip: '192.0.2.1' });
    const first = tokenIn((await mailTo(email)).text, 'reset-password');
    server.clear();
    await requestPasswordReset({ now: now() }, { email, ip: '192.0.2.1' });
    const second = tokenIn((await mailTo(email)).text, 'reset-password');
    expect(second).not.toBe(first);
    const password = 'four quiet rivers run';
    await expect(resetPassword({ now: now() }, { token: first, password })).rejects.toMatchObject({
      key: 'link_invalid',
    });
    expect(await resetPassword({ now: now() }, { token: second, password })).toEqual({ email });
  });
});
