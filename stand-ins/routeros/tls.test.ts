import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { expect, test } from 'vitest';
import type { Certificate } from './server';
import { startRouterSimulator } from './simulator';

async function selfSigned(): Promise<Certificate> {
  const folder = await mkdtemp(join(tmpdir(), 'router-tls-'));
  const [keyPath, certPath] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const request = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=router',
  ];
  execFileSync('openssl', [...request, '-keyout', keyPath, '-out', certPath], { stdio: 'pipe' });
  const certificate = {
    key: await readFile(keyPath, 'utf8'),
    cert: await readFile(certPath, 'utf8'),
  };
  await rm(folder, { recursive: true });
  return certificate;
}

const fingerprintAt = (port: number): Promise<string> =>
  new Promise((resolve, reject) => {
    // Reads only the certificate; nothing is sent over the unverified connection.
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.destroy();
    });
    socket.on('error', reject);
  });

test('a TLS router shows its certificate, and a new one once it is changed', async () => {
  const sim = await startRouterSimulator({ tls: await selfSigned() });
  const before = await fingerprintAt(sim.port);
  expect(await fingerprintAt(sim.port)).toBe(before);
  sim.setCertificate(await selfSigned());
  expect(await fingerprintAt(sim.port)).not.toBe(before);
  await sim.close();
});
