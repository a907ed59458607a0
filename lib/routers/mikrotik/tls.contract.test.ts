import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { startRouterSimulator } from '@/stand-ins/routeros/simulator';
import { routerCertificates } from '@/tests/support/routeros-certificates';
import { answering, done, failureOf, scriptedRouter } from '@/tests/support/scripted-router';
import { mikrotikDriver } from './mikrotik-driver';

const router = scriptedRouter();
const { first, second, leaf } = routerCertificates;

async function pinOf(target: { address: string; port: number }) {
  return mikrotikDriver.inspectCertificate(target);
}

describe('a pinned certificate', () => {
  test.each([
    ['self-signed', first],
    ['signed by a local authority', leaf],
  ])('is accepted: %s', async (_name, certificate) => {
    const target = await router.target(answering(done), certificate);
    const connection = await router.connect({ ...target, tls: await pinOf(target) });
    await connection.ping();
  });

  test('that the router no longer presents is rejected before the password is sent', async () => {
    const before = await router.target(answering(done), first);
    const pin = await pinOf(before);
    const after = await router.target(answering(done), second);
    const error = await failureOf(router.connect({ ...after, tls: pin }));
    expect(error.kind).toBe('tls');
    expect(router.peers().flatMap((peer) => peer.received)).toEqual([]);
  });

  test('is rejected when its fingerprint differs from the stored one', async () => {
    const target = await router.target(answering(done), first);
    const pin = await pinOf(target);
    const tls = { ...pin, fingerprint256: pin.fingerprint256.replace(/^../, '00') };
    expect((await failureOf(router.connect({ ...target, tls }))).kind).toBe('tls');
  });

  test('is required of a router that also answers in plain text, and the login never uses plain text', async () => {
    const encrypted = await router.target(answering(done), first);
    const pin = await pinOf(encrypted);
    const said: Buffer[] = [];
    const plain = await router.target((peer) => {
      peer.socket.on('data', (chunk) => said.push(chunk));
      peer.send('!done');
    });
    const error = await failureOf(router.connect({ ...plain, tls: pin }));
    expect(error.kind).toBe('tls');
    expect(Buffer.concat(said).toString('latin1')).not.toMatch(/login|secret-word/);
  });

  test('is missing under anonymous TLS, which is rejected', async () => {
    const sim = await startRouterSimulator({ tls: 'anonymous' });
    const endpoint = { address: sim.host, port: sim.port };
    const tls = { fingerprint256: '00', certificatePem: first.cert };
    const login = { ...endpoint, username: sim.user, password: sim.password, tls };
    expect((await failureOf(router.connect(login))).kind).toBe('tls');
    expect((await failureOf(pinOf(endpoint))).kind).toBe('tls');
    expect(sim.transcript()).toEqual([]);
    await sim.close();
  });

  test('that is not a certificate is a programming error', async () => {
    const target = await router.target(answering(done), first);
    const tls = { fingerprint256: '00', certificatePem: 'not a certificate' };
    expect((await failureOf(router.connect({ ...target, tls }))).kind).not.toBe('auth');
  });
});

describe('the first retrieval of a certificate', () => {
  test('sends no credentials and returns the fingerprint to compare', async () => {
    const target = await router.target(answering(done), first);
    const seen = await pinOf(target);
    expect(seen.fingerprint256).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    expect(seen.certificatePem.trim()).toBe(first.cert.trim());
    expect(seen).toMatchObject({ subject: 'router-a', validTo: '2120-01-01T00:00:00.000Z' });
    expect(router.peers().flatMap((peer) => peer.received)).toEqual([]);
  });

  test('from a router without one ends as a TLS failure', async () => {
    const target = await router.target((peer) => void peer.socket.end('not tls'));
    expect((await failureOf(pinOf(target))).kind).toBe('tls');
  });

  test('from a silent router ends at its deadline', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const look = mikrotikDriver.inspectCertificate({
      address: '127.0.0.1',
      port,
      connectTimeoutMs: 60,
    });
    expect((await failureOf(look)).kind).toBe('timeout');
    silent.close();
  });
});
