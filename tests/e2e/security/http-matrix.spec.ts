import path from 'node:path';
import { expect } from '@playwright/test';
import { getSql } from '@/db/client';
import { type HttpReply, HttpSession } from '@/demo/http-session';
import { type AppRoute, listAppRoutes } from '@/tests/support/security/app-tree';
import { port, signIn } from '@/tests/support/security/http';
import { realAddress } from '@/tests/support/security/real-address';
import { markers, otherEmail, secrets } from '@/tests/support/security/world-words';
import { test, type Who } from '../support/world';

const root = path.resolve(import.meta.dirname, '../../..');
const routes = listAppRoutes(root);
const pages = routes.filter(({ kind }) => kind === 'page');
const handlers = routes.filter(({ kind }) => kind === 'handler');

/** Text that only customer A and staff may see; 77.34 is the amount of A's top-ups. */
const hidden = [...Object.values(markers), '77.34', '77,34'];
const plainSecrets = Object.values(secrets);

/** Routes that need no session: they verify a signature or a password, or return nothing secret. */
const openHandlers = [
  '/api/health',
  '/api/health/live',
  '/api/health/ready',
  '/api/inngest',
  '/api/stripe/webhook',
  '/api/auth/[...nextauth]',
];

for (const route of pages) {
  test(`${route.pattern}: who sees it`, async ({ world }) => {
    const address = realAddress(route.pattern, world.ids);
    const asNobody = await new HttpSession(port).send(address);
    expectNoSecret(asNobody);
    if (route.face === 'portal' || route.face === 'admin') expectSentToSignIn(asNobody);
    const answers = new Map<Who, HttpReply>();
    for (const [who, session] of world.sessions) {
      const answer = await session.send(address);
      answers.set(who, answer);
      expect.soft(answer.status, `${who}: no defect`).toBeLessThan(500);
      expectNoSecret(answer);
    }
    expectNothingOf(answers.get('another subscriber'));
    if (route.face === 'admin') expectOnlyStaff(answers);
    if (route.face === 'portal') expectOwner(route, answers);
  });
}

for (const route of handlers) {
  for (const method of route.methods) {
    test(`${method} ${route.pattern}: who may call it`, async ({ world }) => {
      const address = realAddress(route.pattern, world.ids);
      const isStream = route.pattern === '/api/live';
      const isOpen = openHandlers.includes(route.pattern);
      const asNobody = await new HttpSession(port).send(address, { method });
      expectNoSecret(asNobody);
      // The proxy redirects reads outside /api to the sign-in page before they reach a handler.
      if (asNobody.status >= 300 && asNobody.status < 400 && !isOpen) expectSentToSignIn(asNobody);
      else if (!isOpen) expect([401, 403, 404, 405, 413]).toContain(asNobody.status);
      if (isStream) return;
      const other = await world.sessions.get('another subscriber')?.send(address, { method });
      expectNothingOf(other);
      if (route.face === 'admin') expect([403, 404]).toContain(other?.status);
    });
  }
}

for (const [how, ending] of Object.entries({
  revoked: "revoked_at = now(), revoke_reason = 'revoked'",
  'idle for too long': "idle_expires_at = now() - interval '1 second'",
  'past its end': "absolute_expires_at = now() - interval '1 second'",
})) {
  test(`a session that is ${how} grants no access, although its cookie remains`, async ({
    world,
  }) => {
    const session = await signIn(otherEmail);
    expect((await session.send('/wallet')).status).toBe(200);
    const { userId } = world.people.B;
    const [newest] = await getSql()<{ id: string }[]>`
      select id from sessions where user_id = ${userId} order by created_at desc, id desc limit 1`;
    await getSql().unsafe(`update sessions set ${ending} where id = $1`, [newest?.id ?? '']);
    expectSentToSignIn(await session.send('/wallet'));
    expect((await session.send('/api/live')).status).toBe(401);
  });
}

function expectSentToSignIn({ status, headers }: HttpReply): void {
  expect([302, 303, 307, 308]).toContain(status);
  expect(new URL(headers.location ?? '', 'http://localhost').pathname).toBe('/sign-in');
}

function expectOnlyStaff(answers: ReadonlyMap<Who, HttpReply>): void {
  for (const who of ['another subscriber', 'the subscriber'] as const)
    expect.soft(answers.get(who)?.status, `${who} is kept out`).toBe(403);
  expect.soft([200, 303, 307], 'admin sees it').toContain(answers.get('admin')?.status);
}

function expectOwner(route: AppRoute, answers: ReadonlyMap<Who, HttpReply>): void {
  const ofA = answers.get('the subscriber');
  const ofB = answers.get('another subscriber');
  expect.soft([200, 303, 307], 'the subscriber sees it').toContain(ofA?.status);
  // Plans are visible to everyone they are sold to; A's own plan is sold to A alone.
  if (route.pattern.includes('[')) expect.soft([403, 404], 'others do not').toContain(ofB?.status);
}

function expectNothingOf(answer: HttpReply | undefined): void {
  const text = `${answer?.text}${JSON.stringify(answer?.headers)}`;
  expect(hidden.filter((marker) => text.includes(marker))).toEqual([]);
}

function expectNoSecret({ text, headers }: HttpReply): void {
  const all = `${text}${JSON.stringify(headers)}`;
  expect(plainSecrets.filter((secret) => all.includes(secret))).toEqual([]);
}
