import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { encodeSentence } from './codec';
import { type RouterControl, startRouterControl } from './control';
import { type RouterSimulator, startRouterSimulator } from './simulator';
import { TestClient } from './test-client';

let sim: RouterSimulator;
let control: RouterControl;

beforeEach(async () => {
  sim = await startRouterSimulator({ identity: 'core' });
  sim.run('/ppp/secret/add', { name: 'anna', password: 'pw', 'remote-address': '10.0.0.9' });
  control = await startRouterControl([sim]);
});

afterEach(async () => {
  await control.close();
  await sim.close();
});

const get = async (path: string): Promise<unknown> => (await fetch(control.url + path)).json();

const post = async (action: string, body: unknown): Promise<{ status: number; body: unknown }> => {
  const response = await fetch(`${control.url}/routers/core/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
};

describe('the control server', () => {
  test('dials, moves traffic and time, and shows the outcome', async () => {
    const dialled = await post('dial', { login: 'anna', password: 'pw' });
    expect(dialled.body).toEqual({ ok: true, address: '10.0.0.9' });
    await post('traffic', { login: 'anna', up: 8000, down: 16_000 });
    await post('advance', { ms: 1000 });
    expect(await get('/state')).toMatchObject({
      routers: [
        {
          identity: 'core',
          sessions: [
            { login: 'anna', served: 'served', uploadedBytes: '1000', downloadedBytes: '2000' },
          ],
        },
      ],
    });
    expect(await get('/routers/0/served?login=anna')).toEqual({ served: 'served' });
    expect(await get('/routers/core/rows?menu=ppp/active')).toMatchObject({
      rows: [{ name: 'anna' }],
    });
  });

  test('runs an operator command without the client’s knowledge', async () => {
    await post('run', { command: '/ppp/secret/set', args: { '.id': 'anna', comment: 'drift' } });
    expect(sim.rows('ppp/secret')).toMatchObject([{ comment: 'drift' }]);
  });

  test('arms and clears faults and unplugs the router', async () => {
    await post('fault', { kind: 'trap', messages: ['busy'], on: '/ppp/secret/print', nth: 1 });
    const client = await TestClient.login(sim);
    expect((await client.send('/ppp/secret/print')).traps).toEqual(['busy']);
    await post('clear-faults', {});
    expect(sim.faults.list).toEqual([]);
    await post('reachable', { isReachable: false });
    await client.closed;
    expect(sim.isReachable).toBe(false);
  });

  test('arms every named fault and heals it', async () => {
    await post('arm', { name: 'operator-edit', login: 'anna' });
    expect(sim.rows('ppp/secret')).toMatchObject([{ password: 'changed-by-hand' }]);
    await post('arm', { name: 'refuse' });
    expect(sim.isReachable).toBe(false);
    await post('heal', { name: 'refuse' });
    expect(sim.isReachable).toBe(true);
    expect((await post('arm', { name: 'certificate-change' })).status).toBe(400);
  });

  test('shows the protocol rules that the client broke', async () => {
    const client = await TestClient.login(sim);
    client.socket.write(encodeSentence(['/ppp/secret/print', '.tag=a', '.tag=b']));
    await client.send('/system/identity/print');
    const seen = await get('/routers/core/violations');
    expect(seen).toEqual({ violations: ['connection 1: /ppp/secret/print carries 2 tags'] });
  });

  test.each([
    ['dial', {}, 400],
    ['arm', { name: 'earthquake' }, 400],
    ['fault', { kind: 'earthquake' }, 400],
    ['run', { command: '/ppp/secret/add', args: { nmae: 'x' } }, 400],
    ['constructor', {}, 404],
  ])('refuses %s %j', async (action, body, status) => {
    expect((await post(action, body)).status).toBe(status);
  });

  test('rejects what a page of another origin could send', async () => {
    const response = await fetch(`${control.url}/routers/0/reboot`, { method: 'POST', body: '{}' });
    expect(response.status).toBe(415);
  });
});
