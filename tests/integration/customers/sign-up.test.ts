import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { getSql } from '@/db/client';
import { authenticate } from '@/lib/identity/authenticate';
import { createUser } from '@/lib/identity/create-user';
import { resetPassword } from '@/lib/identity/reset-password';
import { DomainError } from '@/lib/kit/errors';
import { queueSignUpMail } from '@/lib/notifications/queue-notifications';
import { findSignUpByLink } from '@/lib/screens/auth/sign-up';
import { confirmSignUp } from '@/lib/sign-up/confirm-sign-up';
import { pruneSignUps } from '@/lib/sign-up/prune-sign-ups';
import { requestSignUp } from '@/lib/sign-up/request-sign-up';
import type { MailCatcher } from '@/stand-ins/mail/mail-catcher';
import { at, givenCustomer, givenOperator, start, systemCtx } from '@/tests/support/fixtures';
import {
  deliverAll,
  everythingStored,
  setMailServer,
  startMailServer,
} from '../notifications/support';

let server: MailCatcher;

beforeAll(async () => {
  server = await startMailServer();
});
afterAll(async () => {
  setMailServer(undefined);
  await server.close();
});
beforeEach(async () => {
  await givenOperator({ selfSignUp: true });
  await getSql()`delete from rate_limits`;
  server.clear();
});

const PASSWORD = 'four quiet rivers run';
const IP = '192.0.2.7';
let people = 0;

function newPerson() {
  people += 1;
  return { name: 'Ada Byron', email: `ada${people}@example.test`, phone: '+44 20 7946 0000' };
}

async function refusalOf(
  work: Promise<unknown>,
): Promise<{ key: string; field?: string | undefined }> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof DomainError) return { key: error.key, field: error.field };
  throw error ?? new Error('was not refused');
}

/** Handles the request's event as the job does: queues the mail and sends it. */
async function sendMails(now = start) {
  const rows = await getSql()<{ id: string }[]>`
    select data ->> 'signUpId' as id from events where name = 'sign-up/requested' order by id`;
  for (const { id } of rows) await queueSignUpMail(systemCtx(now), { signUpId: id });
  await deliverAll(now);
}

/** Signs up and reads the link from the mail. */
async function givenLink(person = newPerson(), now = start): Promise<string> {
  server.clear();
  await requestSignUp({ now }, { ...person, password: PASSWORD, ip: IP });
  await sendMails(now);
  return linkOf(person.email, 'sign-up');
}

function mailsTo(email: string) {
  return server.messages().filter((mail) => mail.recipients.includes(email));
}

function linkOf(email: string, page: string): string {
  const text = mailsTo(email).at(-1)?.text ?? '';
  return new RegExp(`http://netpurse\\.test/${page}/(\\S+)`).exec(text)?.[1] ?? '';
}

async function countsFor(email: string) {
  const [row] = await getSql()<{ users: number; customers: number; waiting: number }[]>`
    select (select count(*)::int from users where email = ${email}) as users,
           (select count(*)::int from customers where email = ${email}) as customers,
           (select count(*)::int from sign_ups where email = ${email}) as waiting`;
  return row;
}

describe('signing up', () => {
  test('creates an active customer with a wallet and a user who can sign in, once the address is confirmed', async () => {
    const person = newPerson();
    const token = await givenLink(person);
    expect(await countsFor(person.email)).toEqual({ users: 0, customers: 0, waiting: 1 });
    expect(await findSignUpByLink({ now: start }, token)).toEqual({
      name: person.name,
      email: person.email,
    });
    const { customerId, userId } = await confirmSignUp(
      { now: start },
      { token, password: PASSWORD },
    );
    expect(await countsFor(person.email)).toEqual({ users: 1, customers: 1, waiting: 0 });
    const [row] = await getSql()`
      select c.status, c.name, c.phone, a.balance_minor::int as balance
      from customers c join accounts a on a.customer_id = c.id and a.kind = 'wallet'
      where c.id = ${customerId}`;
    expect(row).toEqual({ status: 'active', name: person.name, phone: person.phone, balance: 0 });
    const credentials = { email: person.email, password: PASSWORD, ip: IP };
    expect(await authenticate({ now: start }, credentials)).toEqual({ userId });
  });

  test('is recorded in the customer’s history as their own action', async () => {
    const { customerId } = await confirmSignUp(
      { now: start },
      { token: await givenLink(), password: PASSWORD },
    );
    const rows = await getSql()<{ action: string; actor: string }[]>`
      select action, actor from audit_log where customer_id = ${customerId} order by id`;
    expect(rows.map(({ action, actor }) => [action, actor])).toEqual([
      ['customer.create', 'system:self-sign-up'],
      ['user.created', 'system:self-sign-up'],
      ['sign-up.confirm', 'system:self-sign-up'],
    ]);
  });

  test('stores neither the password nor the link', async () => {
    const token = await givenLink();
    const stored = await everythingStored();
    expect(stored).not.toContain(token);
    expect(stored).not.toContain(PASSWORD);
  });

  test('is unavailable while the operator has it switched off, even with a link', async () => {
    const token = await givenLink();
    await givenOperator({ selfSignUp: false });
    const asked = requestSignUp({ now: start }, { ...newPerson(), password: PASSWORD, ip: IP });
    expect(await refusalOf(asked)).toMatchObject({ key: 'not_found' });
    const confirmed = confirmSignUp({ now: start }, { token, password: PASSWORD });
    expect(await refusalOf(confirmed)).toMatchObject({ key: 'not_found' });
  });
});

describe('an address that has an account', () => {
  async function givenAccount() {
    const { email } = newPerson();
    const customerId = await givenCustomer();
    const owner = { kind: 'subscriber', customerId, email, name: 'Grace' } as const;
    const { userId } = await createUser(systemCtx(), { ...owner, password: 'seven tall birds' });
    return { email, userId, customerId };
  }

  test('gets the same response and record as any other, in any spelling', async () => {
    const { email } = await givenAccount();
    const unknown = newPerson();
    const answers = await Promise.all(
      [email.toUpperCase(), unknown.email].map((address) =>
        requestSignUp(
          { now: start },
          { ...newPerson(), email: address, password: PASSWORD, ip: IP },
        ),
      ),
    );
    expect(answers).toEqual([undefined, undefined]);
    const rows = await getSql()`
      select (select count(*)::int from events e where e.data ->> 'signUpId' = s.id::text) as events,
             (select array_agg(action) from audit_log a where a.subject_id = s.id::text) as audits
      from sign_ups s where lower(email) in (${email}, ${unknown.email})`;
    expect([...rows]).toEqual([
      { events: 1, audits: ['sign-up.request'] },
      { events: 1, audits: ['sign-up.request'] },
    ]);
  });

  test('gets a mail that says so, with a link to a new password and none to a new account', async () => {
    const { email, userId } = await givenAccount();
    await requestSignUp({ now: start }, { ...newPerson(), email, password: PASSWORD, ip: IP });
    await sendMails();
    expect(mailsTo(email)).toHaveLength(1);
    expect(mailsTo(email)[0]?.text).toContain('You already have an account');
    expect(linkOf(email, 'sign-up')).toBe('');
    const credentials = { email, password: 'seven tall birds', ip: IP };
    expect(await authenticate({ now: start }, credentials)).toEqual({ userId });
    const token = linkOf(email, 'reset-password');
    expect(await resetPassword({ now: start }, { token, password: PASSWORD })).toEqual({ email });
  });

  test('cannot be taken over by a link sent before the account existed', async () => {
    const person = newPerson();
    const token = await givenLink(person);
    const customerId = await givenCustomer();
    await createUser(systemCtx(), {
      kind: 'subscriber',
      customerId,
      email: person.email,
      name: 'Ada',
    });
    const refusal = await refusalOf(confirmSignUp({ now: start }, { token, password: PASSWORD }));
    expect(refusal.key).toBe('user_email_taken');
    expect(await countsFor(person.email)).toMatchObject({ users: 1, customers: 0 });
  });
});

describe('the link', () => {
  test('works once', async () => {
    const token = await givenLink();
    await confirmSignUp({ now: start }, { token, password: PASSWORD });
    const again = confirmSignUp({ now: start }, { token, password: PASSWORD });
    expect(await refusalOf(again)).toMatchObject({ key: 'link_invalid' });
    expect(await findSignUpByLink({ now: start }, token)).toBeNull();
  });

  test('ends after a day', async () => {
    const token = await givenLink();
    const now = at(start, { days: 1 });
    expect(await findSignUpByLink({ now }, token)).toBeNull();
    expect(await refusalOf(confirmSignUp({ now }, { token, password: PASSWORD }))).toMatchObject({
      key: 'link_invalid',
    });
  });

  test('opens one account when it is used in two tabs at once', async () => {
    const person = newPerson();
    const token = await givenLink(person);
    const tabs = await Promise.allSettled(
      [1, 2, 3].map(() => confirmSignUp({ now: start }, { token, password: PASSWORD })),
    );
    expect(tabs.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(await countsFor(person.email)).toEqual({ users: 1, customers: 1, waiting: 0 });
  });

  test('opens one account when a second sign-up’s link is used at the same time', async () => {
    const person = newPerson();
    const tokens = [await givenLink(person), await givenLink(person)];
    const uses = await Promise.allSettled(
      tokens.map((token) => confirmSignUp({ now: start }, { token, password: PASSWORD })),
    );
    expect(uses.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await countsFor(person.email)).toEqual({ users: 1, customers: 1, waiting: 0 });
  });

  test('does nothing without the password, and stays valid for the person who knows it', async () => {
    const person = newPerson();
    const token = await givenLink(person);
    const guess = confirmSignUp({ now: start }, { token, password: 'not the one chosen' });
    expect(await refusalOf(guess)).toEqual({ key: 'sign_up_password_wrong', field: 'password' });
    expect(await countsFor(person.email)).toEqual({ users: 0, customers: 0, waiting: 1 });
    await confirmSignUp({ now: start }, { token, password: PASSWORD });
  });

  test('allows ten password attempts and then none for a while', async () => {
    const token = await givenLink();
    for (let guess = 0; guess < 10; guess++) {
      await refusalOf(confirmSignUp({ now: start }, { token, password: `guess number ${guess}` }));
    }
    expect(
      await refusalOf(confirmSignUp({ now: start }, { token, password: PASSWORD })),
    ).toMatchObject({
      key: 'password_attempts',
    });
  });
});

describe('an unconfirmed sign-up', () => {
  test('is deleted after a week, with its mail', async () => {
    const person = newPerson();
    await givenLink(person);
    await pruneSignUps(systemCtx(at(start, { days: 6 })));
    expect(await countsFor(person.email)).toMatchObject({ waiting: 1 });
    await pruneSignUps(systemCtx(at(start, { days: 7, minutes: 1 })));
    await pruneSignUps(systemCtx(at(start, { days: 7, minutes: 1 })));
    expect(await countsFor(person.email)).toMatchObject({ waiting: 0 });
    expect(await getSql()`select 1 from notifications where sign_up_id is not null`).toHaveLength(
      0,
    );
  });
});
