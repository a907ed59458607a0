import { describe, expect, test } from 'vitest';
import { routerCertificates } from '@/tests/support/routeros-certificates';
import type { WirePeer } from '@/tests/support/routeros-wire';
import { answering, done, failureOf, scriptedRouter } from '@/tests/support/scripted-router';

const router = scriptedRouter();

const partialRow = (peer: WirePeer, tag: string) => peer.send('!re', `.tag=${tag}`, '=name=half');

describe('a lost connection', () => {
  test('by a reset in the middle of a reply rejects all pending and later commands', async () => {
    const connection = await router.connectTo(
      answering((peer, tag) => {
        partialRow(peer, tag);
        setTimeout(() => peer.socket.resetAndDestroy(), 20);
      }),
    );
    const error = await failureOf(connection.print('/ppp/secret'));
    expect(error).toMatchObject({ kind: 'socket', code: 'ECONNRESET', isOutcomeUnknown: true });
    expect((await failureOf(connection.print('/ppp/secret'))).kind).toBe('closed');
  });

  test('by a close in the middle of a reply rejects all pending and later commands', async () => {
    const connection = await router.connectTo(
      answering((peer, tag) => {
        partialRow(peer, tag);
        peer.socket.end();
      }),
    );
    expect((await failureOf(connection.print('/ppp/secret'))).kind).toBe('closed');
    expect((await failureOf(connection.ping())).kind).toBe('closed');
  });

  test('by !fatal rejects all pending commands with its reason', async () => {
    const connection = await router.connectTo(async (peer) => {
      await peer.next();
      await peer.next();
      peer.send('!fatal', 'session terminated on request');
      peer.socket.end();
    });
    const [first, second] = await Promise.all([
      failureOf(connection.print('/a')),
      failureOf(connection.print('/b')),
    ]);
    expect([first.kind, second.kind]).toEqual(['fatal', 'fatal']);
    expect(first.message).toContain('session terminated on request');
  });

  test('reports a write without a reply as possibly applied', async () => {
    const connection = await router.connectTo(answering((peer) => void peer.socket.end()));
    const error = await failureOf(connection.set('/ppp/secret', '*1', { disabled: 'yes' }));
    expect(error.isOutcomeUnknown).toBe(true);
    expect(router.sent()).toHaveLength(1);
  });

  test('causes no uncaught error when the reset comes after the end', async () => {
    const connection = await router.connectTo(async () => {});
    const [peer] = router.peers();
    await connection.close();
    peer?.socket.resetAndDestroy();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await failureOf(connection.ping())).kind).toBe('closed');
  });

  test('does not prevent a new connection to the same router', async () => {
    const target = await router.target(async (peer) => {
      await peer.acceptLogin();
      const { tag } = await peer.next();
      if (router.peers().length === 1) peer.socket.resetAndDestroy();
      else done(peer, tag);
    });
    await failureOf((await router.connect(target)).ping());
    await (await router.connect(target)).ping();
  });

  test('by close rejects pending commands, even twice, and even if the router never hangs up', async () => {
    const connection = await router.connectTo(async () => {});
    const pending = failureOf(connection.print('/ppp/secret'));
    await connection.close();
    await connection.close();
    expect((await pending).kind).toBe('closed');
  });
});

describe('a deadline', () => {
  test('rejects commands to a silent router with timeout, sends a cancel, and retires the connection', async () => {
    const connection = await router.connectTo(async () => {}, { commandTimeoutMs: 60 });
    const error = await failureOf(connection.print('/ppp/secret'));
    expect(error.kind).toBe('timeout');
    expect((await failureOf(connection.ping())).kind).toBe('closed');
    const [print, cancel] = router.sent();
    expect(cancel?.words).toContain(`=tag=${print?.tag}`);
  });

  test('is not extended by rows that keep arriving', async () => {
    const connection = await router.connectTo(
      answering((peer, tag) => {
        const trickle = setInterval(() => partialRow(peer, tag), 10);
        peer.socket.once('close', () => clearInterval(trickle));
      }),
      { commandTimeoutMs: 80 },
    );
    expect((await failureOf(connection.print('/ppp/secret'))).kind).toBe('timeout');
  });

  test('ends a command as a timeout even if the cancel interrupts it', async () => {
    const connection = await router.connectTo(
      async (peer) => {
        const print = await peer.next();
        const cancel = await peer.next();
        peer.send('!trap', `.tag=${print.tag}`, '=category=2', '=message=interrupted');
        done(peer, print.tag);
        done(peer, cancel.tag);
      },
      { commandTimeoutMs: 60 },
    );
    expect((await failureOf(connection.print('/ppp/secret'))).kind).toBe('timeout');
  });

  test('does not apply to an idle connection', async () => {
    const connection = await router.connectTo(answering(done));
    await new Promise((resolve) => setTimeout(resolve, 1_300));
    await connection.ping();
  });

  test('is not reached when a router hangs up during login, which reports an address or session limit', async () => {
    const target = await router.target(async (peer) => {
      await peer.next();
      peer.socket.end();
    });
    const error = await failureOf(router.connect(target));
    expect(error.kind).toBe('closed');
    expect(error.message).toContain('max-sessions');
  });

  test('ends a login that the router accepts and never answers', async () => {
    const target = await router.target(() => {});
    const error = await failureOf(router.connect({ ...target, connectTimeoutMs: 60 }));
    expect(error.kind).toBe('timeout');
  });

  test('ends a connection that never starts its TLS handshake', async () => {
    const target = await router.target(() => {});
    const tls = { fingerprint256: '00', certificatePem: routerCertificates.first.cert };
    const error = await failureOf(router.connect({ ...target, tls, connectTimeoutMs: 60 }));
    expect(error.kind).toBe('timeout');
  });

  test('is not reached by a refused connection, which reports the system error', async () => {
    const target = await router.target(() => {});
    await router.stop();
    const error = await failureOf(router.connect(target));
    expect(error).toMatchObject({ kind: 'socket', code: 'ECONNREFUSED' });
    expect(error.message).toContain('ECONNREFUSED');
  });
});
