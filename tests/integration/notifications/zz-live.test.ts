import { spawn } from 'node:child_process';
import { writeFileSync, openSync } from 'node:fs';
import { createServer } from 'node:net';
import { test, expect } from 'vitest';
import { HttpSession } from '@/demo/http-session';
import { createUser } from '@/lib/identity/create-user';
import { givenOperator, givenPlan, givenService } from '@/tests/support/fixtures';
import { givenTopUp, nowCtx, startStripeWorld } from '../payments/stripe-world';
import { givenMailedCustomer } from './support';

test('live', async () => {
  await givenOperator();
  const world = await startStripeWorld();
  const port = await new Promise<number>((r) => { const s = createServer().listen(0, () => { const p = (s.address() as any).port; s.close(() => r(p)); }); });
  const sys = { actor: { kind: 'system', job: 't' }, now: new Date() } as const;
  const people: any[] = [];
  for (const n of [1, 2]) {
    const { customerId } = await givenMailedCustomer({ balance: 2000n, now: new Date(), name: `Zoë ${n}` });
    const email = `live${n}@example.test`;
    await createUser(sys, { kind: 'subscriber', customerId, email, name: 'Z', password: 'seven tall birds' });
    people.push({ customerId, email });
  }
  const { itemId } = await givenPlan({ taxRatePpm: 190000 });
  await givenService({ customerId: people[0].customerId, itemId }, new Date());
  const { topUpId, sessionId } = await givenTopUp(people[0].customerId, 1000n);
  world.stripe.pay(sessionId);
  await world.stripe.settled();
  const log = openSync('/tmp/np-mail-demo/next.log', 'w');
  const child = spawn(process.execPath, ['node_modules/next/dist/bin/next', 'dev', '-p', String(port), '-H', '127.0.0.1'], {
    env: { ...process.env, NODE_ENV: 'development', NETPURSE_DIST_DIR: '.next/alt-mail', NEXTAUTH_URL: `http://localhost:${port}`, NEXTAUTH_SECRET: process.env['AUTH_SECRET'], APP_URL: `http://localhost:${port}` } as any, stdio: ['ignore', log, log] });
  try {
    for (let i = 0; i < 100; i++) { try { const r = await fetch(`http://127.0.0.1:${port}/api/auth/csrf`); if (r.ok) break; } catch {} await new Promise((r) => setTimeout(r, 1500)); }
    const out: any = {};
    const sessions: HttpSession[] = [];
    for (const p of people) {
      const s = new HttpSession(port);
      const csrf = JSON.parse((await s.get(`http://localhost:${port}/api/auth/csrf`)).text).csrfToken;
      await s.submit(`http://localhost:${port}/api/auth/callback/credentials`, { csrfToken: csrf, email: p.email, password: 'seven tall birds', json: 'true' });
      sessions.push(s);
    }
    const base = `http://localhost:${port}`;
    const show = async (name: string, s: HttpSession, path: string) => { const r = await s.send(base + path); out[name] = { status: r.status, type: r.headers['content-type'], cd: r.headers['content-disposition'], cc: r.headers['cache-control'], head: r.text.slice(0, 60) }; return r; };
    await show('own', sessions[0]!, `/api/receipts/${topUpId}`);
    await show('other', sessions[1]!, `/api/receipts/${topUpId}`);
    await show('anon', new HttpSession(port), `/api/receipts/${topUpId}`);
    await show('bad', sessions[0]!, `/api/receipts/xyz`);
    const month = new Date().toISOString().slice(0, 7);
    await show('stmt', sessions[0]!, `/api/statements/${month}`);
    await show('csv', sessions[0]!, `/api/statements/${month}?format=csv`);
    await show('foreign', sessions[1]!, `/api/statements/${month}?customer=${people[0].customerId}`);
    await show('badmonth', sessions[1]!, `/api/statements/2026-99`);
    writeFileSync('/tmp/np-mail-demo/out.json', JSON.stringify(out, null, 1));
    const cookie = [...((sessions[0] as any))].length;
    void cookie;
  } catch (e) { writeFileSync('/tmp/np-mail-demo/err.txt', String((e as Error).stack)); }
  finally { child.kill(); await world.close(); }
  expect(1).toBe(1);
}, 400_000);
