import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { encodeSentence, encodeWord } from './codec';
import { type RouterSimulator, startRouterSimulator } from './simulator';
import { TestClient } from './test-client';

let sim: RouterSimulator;
afterEach(() => sim.close());

const md5Response = (password: string, challenge: string): string =>
  createHash('md5')
    .update(Buffer.concat([Buffer.of(0), Buffer.from(password), Buffer.from(challenge, 'hex')]))
    .digest('hex');

describe('logging in', () => {
  test('the plain login opens the session and shows it in /user/active', async () => {
    sim = await startRouterSimulator({ user: 'api', password: 'tajné heslo' });
    const client = await TestClient.login(sim);
    expect(await client.print('/user/active')).toMatchObject([{ name: 'api', via: 'api' }]);
    client.close();
  });

  test('a wrong password is refused and may be corrected on the same connection', async () => {
    sim = await startRouterSimulator({ user: 'api', password: 'right' });
    const client = await TestClient.open(sim.port);
    const wrong = await client.send('/login', '=name=api', '=password=wrong');
    expect(wrong.traps).toEqual(['invalid user name or password (6)']);
    const right = await client.send('/login', '=name=api', '=password=right');
    expect(right.traps).toEqual([]);
    client.close();
  });

  test('old releases require the response to an MD5 challenge, once', async () => {
    sim = await startRouterSimulator({
      personality: 'legacy-md5',
      user: 'api',
      password: 'heslo ž',
    });
    const client = await TestClient.open(sim.port);
    const { ret = '' } = await client.send('/login');
    expect(ret).toMatch(/^[0-9a-f]{32}$/);
    const response = `=response=00${md5Response('heslo ž', ret)}`;
    expect((await client.send('/login', '=name=api', response)).traps).toEqual([]);
    const other = await TestClient.open(sim.port);
    expect((await other.send('/login', '=name=api', response)).traps).toEqual(['cannot log in']);
    client.close();
    other.close();
  });

  test('a command before the login ends the connection', async () => {
    sim = await startRouterSimulator();
    const client = await TestClient.open(sim.port);
    client.socket.write(encodeSentence(['/ppp/secret/print']));
    await client.closed;
    expect(client.strays).toEqual([['!fatal', 'not logged in']]);
    expect(() => sim.assertQuiet()).toThrow('before the login');
  });

  test('a client that keeps guessing passwords is cut off', async () => {
    sim = await startRouterSimulator();
    const client = await TestClient.open(sim.port);
    const guess = encodeSentence(['/login', '=name=admin', '=password=guess', '.tag=1']);
    for (let attempt = 0; attempt < 30; attempt += 1) client.socket.write(guess);
    await client.closed;
    expect(client.strays.filter(([word]) => word === '!trap').length).toBeLessThanOrEqual(20);
    expect(() => sim.assertQuiet()).toThrow('before the login');
  });

  test('a client sending an endless sentence before login is cut off', async () => {
    sim = await startRouterSimulator();
    const client = await TestClient.open(sim.port);
    client.socket.write(
      Buffer.concat(Array.from({ length: 6 }, () => encodeWord('x'.repeat(4000)))),
    );
    await client.closed;
    expect(() => sim.assertQuiet()).toThrow('a sentence is above the limit');
  });

  test('a client sending an endless word before login is cut off', async () => {
    sim = await startRouterSimulator();
    const client = await TestClient.open(sim.port);
    client.socket.write(Buffer.of(0xcf, 0xff, 0xff));
    await client.closed;
    expect(() => sim.assertQuiet()).toThrow('above the limit');
  });
});

describe('API sessions', () => {
  test('/quit ends the session with its reason', async () => {
    sim = await startRouterSimulator();
    const client = await TestClient.login(sim);
    client.socket.write(encodeSentence(['/quit']));
    await client.closed;
    expect(client.strays).toEqual([['!fatal', 'session terminated on request']]);
  });

  test('a connection beyond the limit is accepted and closed', async () => {
    sim = await startRouterSimulator({ sessionsMax: 2 });
    const clients = [await TestClient.login(sim), await TestClient.login(sim)];
    const surplus = await TestClient.open(sim.port);
    await surplus.closed;
    expect((await clients[1]?.print('/user/active'))?.length).toBe(2);
    for (const client of clients) client.close();
  });

  test('the transcript shows commands and answers but no secret', async () => {
    sim = await startRouterSimulator({ password: 'hidden-login' });
    const client = await TestClient.login(sim);
    await client.send('/ppp/secret/add', '=name=a', '=password=hidden-ppp');
    await client.print('/ppp/secret', '?password=hidden-ppp');
    const text = JSON.stringify(sim.transcript());
    expect(text).not.toContain('hidden');
    expect(text).toContain('=name=a');
    expect(sim.transcript().at(-1)).toMatchObject({ direction: 'out', rowCount: 1 });
    client.close();
  });
});
