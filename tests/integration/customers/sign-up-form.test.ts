import { beforeEach, describe, expect, test } from 'vitest';
import { getSql } from '@/db/client';
import { createSite } from '@/lib/catalog/sites/create-site';
import { DomainError } from '@/lib/kit/errors';
import { listSignUpPlaces } from '@/lib/screens/auth/sign-up';
import { requestSignUp } from '@/lib/sign-up/request-sign-up';
import { at, givenOperator, givenPlan, staffCtx, start } from '@/tests/support/fixtures';

beforeEach(async () => {
  await givenOperator({ selfSignUp: true });
  await getSql()`delete from rate_limits`;
});

const PASSWORD = 'four quiet rivers run';
const IP = '192.0.2.7';
let people = 0;

function newPerson() {
  people += 1;
  return { name: 'Ada Byron', email: `ada${people}@example.test`, phone: '+44 20 7946 0000' };
}

async function refusalOf(work: Promise<unknown>) {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof DomainError) return { key: error.key, field: error.field };
  throw error ?? new Error('was not refused');
}

describe('the sign-up form', () => {
  test.each([
    ['name', { name: ' ' }, 'name', 'field_required'],
    ['name', { name: 'x'.repeat(201) }, 'name', 'field_too_long'],
    ['email', { email: 'nobody' }, 'email', 'email_invalid'],
    ['phone', { phone: '1'.repeat(41) }, 'phone', 'field_too_long'],
  ])('refuses a bad %s at its field', async (_name, bad, field, key) => {
    const request = requestSignUp(
      { now: start },
      { ...newPerson(), password: PASSWORD, ip: IP, ...bad },
    );
    await expect(request).rejects.toMatchObject({
      issues: [expect.objectContaining({ path: [field], message: key })],
    });
  });

  test.each([
    ['too short', 'short', 'password_too_short'],
    ['common', 'password123', 'password_common'],
    ['the person’s name', 'adabyron12', 'password_personal'],
  ])('refuses a password that is %s, by the same rules as everywhere', async (_why, bad, key) => {
    const request = requestSignUp({ now: start }, { ...newPerson(), password: bad, ip: IP });
    expect(await refusalOf(request)).toEqual({ key, field: 'password' });
  });

  test('offers only sites with items on sale, and accepts no other', async () => {
    const [harbour, hill] = await Promise.all(
      ['Harbour', 'Hill'].map((name) => createSite(staffCtx(), { name })),
    );
    const { itemId } = await givenPlan();
    await getSql()`insert into catalog_item_sites (item_id, site_id)
      values (${itemId}, ${harbour?.siteId ?? 0})`;
    const offered = await listSignUpPlaces({ now: start });
    expect(offered.sites.map(({ name }) => name)).toEqual(['Harbour']);
    expect(offered.isNeeded).toBe(false);
    const request = { ...newPerson(), password: PASSWORD, ip: IP };
    const elsewhere = requestSignUp({ now: start }, { ...request, siteId: hill?.siteId ?? 0 });
    expect(await refusalOf(elsewhere)).toEqual({ key: 'field_choice', field: 'siteId' });
    await requestSignUp({ now: start }, { ...request, siteId: harbour?.siteId ?? 0 });
  });

  test('asks for the site where it decides the router, and accepts any site', async () => {
    const places = await Promise.all(
      ['Quay', 'Moor', 'Mill'].map((name) => createSite(staffCtx(), { name })),
    );
    const [quay, moor, mill] = places.map(({ siteId }) => siteId);
    const sql = getSql();
    for (const siteId of [quay, moor]) {
      await sql`
        insert into routers (name, site_id, host, port, use_tls, username, password_sealed, access_methods, status, created_at, updated_at)
        values (${`At ${siteId}`}, ${siteId ?? null}, ${`at-${siteId}.invalid`}, 8728, false, 'n', '', '{pppoe}', 'online', now(), now())`;
    }
    const offered = await listSignUpPlaces({ now: start });
    expect(offered.isNeeded).toBe(true);
    expect(offered.sites.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Mill', 'Moor', 'Quay']),
    );
    const plansAt = (siteId = 0) =>
      listSignUpPlaces({ now: start }).then(
        ({ sites }) => sites.find((site) => site.siteId === siteId)?.plans,
      );
    expect(await Promise.all([quay, moor, mill].map(plansAt))).toEqual([
      ...['served', 'served', 'not_served'],
    ]);
    await givenOperator({ selfSignUp: true, sellsAhead: true });
    expect(await plansAt(mill)).toBe('ahead');
    await givenOperator({ selfSignUp: true, sellsAhead: false });
    const ask = (siteId: number | null) =>
      requestSignUp({ now: start }, { ...newPerson(), password: PASSWORD, ip: IP, siteId });
    expect(await refusalOf(ask(null))).toEqual({ key: 'field_required', field: 'siteId' });
    // No router there yet: they can open an account and are told so before they buy.
    await ask(mill ?? 0);
    await sql`update routers set status = 'off'`;
    expect(await listSignUpPlaces({ now: start })).toMatchObject({
      ...{ isNeeded: false, elsewhere: 'not_served' },
    });
    await ask(null);
  });

  test('submitted repeatedly by a stranger does not block the owner of the address', async () => {
    const { email } = newPerson();
    const ask = (from: string) =>
      requestSignUp({ now: start }, { ...newPerson(), email, password: PASSWORD, ip: from });
    const stranger = '2001:db8:1:2::1';
    for (let time = 0; time < 3; time++) await ask(stranger);
    for (let time = 0; time < 10; time++) {
      const refusal = await refusalOf(ask(`2001:db8:1:2::${time + 2}`));
      expect(refusal).toMatchObject({ key: 'sign_up_attempts' });
    }
    await ask('198.51.100.1');
  });

  test('is rate-limited by e-mail address, known or not, and by sender', async () => {
    const { email } = newPerson();
    const ask = (one: string, from: string) =>
      requestSignUp({ now: start }, { ...newPerson(), email: one, password: PASSWORD, ip: from });
    for (let time = 0; time < 9; time++) await ask(email, `198.51.100.${time}`);
    expect(await refusalOf(ask(email, '198.51.100.9'))).toMatchObject({ key: 'sign_up_attempts' });
    const sender = '203.0.113.5';
    await getSql()`insert into rate_limits (key, attempts, expires_at)
      values (${`sign-up:address:${sender}`}, 20, ${at(start, { minutes: 30 }).toISOString()})`;
    expect(await refusalOf(ask(newPerson().email, sender))).toMatchObject({
      key: 'sign_up_attempts',
    });
    await requestSignUp(
      { now: at(start, { hours: 1 }) },
      { ...newPerson(), email, password: PASSWORD, ip: sender },
    );
  });
});
