import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { answering, done, failureOf, scriptedRouter } from '@/tests/support/scripted-router';
import { assertPinnedClient, PINNED_VERSION } from './vendor-version';

const router = scriptedRouter();

describe('a login', () => {
  test('with a wrong password is an auth error that does not contain the password', async () => {
    const target = await router.target(
      answering((peer, tag) => {
        peer.send('!trap', `.tag=${tag}`, '=message=invalid user name or password (6)');
        done(peer, tag);
      }),
    );
    const error = await failureOf(router.connect(target));
    expect(error.kind).toBe('auth');
    expect(`${error.message} ${error.stack}`).not.toContain('secret-word');
  });

  test('of an old release answers the challenge with the bytes of a non-ASCII password', async () => {
    const target = await router.target(async (peer) => {
      const first = await peer.next();
      peer.send('!done', `.tag=${first.tag}`, '=ret=00112233445566778899aabbccddeeff');
      const second = await peer.next();
      done(peer, second.tag);
    });
    await router.connect({ ...target, password: 'heslo-ž' });
    const [, response] = router.peers()[0]?.received ?? [];
    // md5 of a zero byte, the UTF-8 password and the challenge, computed with another tool.
    expect(response?.words).toContain('=response=0092203cfe244ba7f888570d323055db65');
  });

  test('prints no argument, even with debugging of the client library on', async () => {
    const { default: debug } = await import('debug' as string);
    const lines: string[] = [];
    debug.log = (...parts: unknown[]) => lines.push(parts.join(' '));
    debug.enable('routeros-api:*');
    try {
      const connection = await router.connectTo(
        answering((peer, tag) => {
          peer.send('!re', `.tag=${tag}`, '=password=hunter2');
          done(peer, tag);
        }),
      );
      await connection.print('/ppp/secret', { where: { password: 'hunter3' } });
    } finally {
      debug.disable();
    }
    expect(lines.join('\n')).not.toMatch(/secret-word|hunter/);
    expect(lines.length).toBeGreaterThan(0);
  });

  test('leaves no socket open after 300 connections', async () => {
    const target = await router.target(async (peer) => {
      peer.socket.on('end', () => peer.socket.end());
      await peer.acceptLogin();
    });
    for (let turn = 0; turn < 300; turn += 1) {
      await (await router.connect(target)).close();
    }
    expect(router.peers().filter((peer) => !peer.socket.destroyed)).toEqual([]);
  });
});

describe('the client library', () => {
  test('is accepted only in the release the guards were written for', () => {
    expect(() => assertPinnedClient()).not.toThrow();
    expect(() => assertPinnedClient('1.7.0')).toThrow(PINNED_VERSION);
  });

  test('stays outside the bundles, because a second copy would bypass the guards', () => {
    const config = readFileSync('next.config.ts', 'utf8');
    const external = /serverExternalPackages: \[([^\]]*)\]/.exec(config)?.[1];
    expect(external).toContain("'node-routeros'");
  });
});
