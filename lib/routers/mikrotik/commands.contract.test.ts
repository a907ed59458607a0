import { describe, expect, test } from 'vitest';
import { answering, done, failureOf, scriptedRouter } from '@/tests/support/scripted-router';

const router = scriptedRouter();

describe('a command', () => {
  test('sends text outside ASCII as UTF-8, and it comes back unchanged', async () => {
    const connection = await router.connectTo(async (peer) => {
      const { words, tag } = await peer.next();
      peer.send('!done', `.tag=${tag}`, `=ret=${words[1]?.slice('=comment='.length)}`);
    });
    expect(await connection.add('/ppp/secret', { comment: 'Žluť 漢' })).toBe('Žluť 漢');
  });

  test('carries its own tag, even when repeated', async () => {
    const connection = await router.connectTo(answering(done));
    const attributes = { name: 'a' };
    await connection.set('/ppp/secret', '*1', attributes);
    await connection.set('/ppp/secret', '*1', attributes);
    const [first, second] = router.sent();
    const tags = (words: readonly string[] = []) =>
      words.filter((word) => word.startsWith('.tag='));
    expect(tags(first?.words)).toHaveLength(1);
    expect(tags(second?.words)).toHaveLength(1);
    expect(first?.tag).not.toBe(second?.tag);
  });

  test.each([
    ['a path without its slash', 'ppp/secret', { name: 'a' }],
    ['a value that is not text', '/ppp/secret', { name: undefined as unknown as string }],
    ['an attribute name that smuggles a value', '/ppp/secret', { 'name=x': 'a' }],
  ])('is rejected as a programming error and never sent: %s', async (_name, path, attributes) => {
    const connection = await router.connectTo(answering(done));
    expect((await failureOf(connection.add(path, attributes))).kind).toBe('usage');
    expect(router.sent()).toEqual([]);
  });

  test('writes an empty value, and unsets null', async () => {
    const connection = await router.connectTo(answering(done));
    await connection.set('/ppp/secret', '*1', { comment: '', 'remote-address': null });
    const sent = router.sent().map(({ words }) => words.slice(0, -1));
    expect(sent).toEqual([
      ['/ppp/secret/set', '=.id=*1', '=comment='],
      ['/ppp/secret/unset', '=.id=*1', '=value-name=remote-address'],
    ]);
  });

  test('is one of at most 16 in flight, and all of 500 receive a reply', async () => {
    let inFlight = 0;
    let most = 0;
    const connection = await router.connectTo(async (peer) => {
      for (;;) {
        const { tag } = await peer.next();
        inFlight += 1;
        most = Math.max(most, inFlight);
        setTimeout(() => {
          inFlight -= 1;
          done(peer, tag);
        }, 1);
      }
    });
    await Promise.all(Array.from({ length: 500 }, () => connection.ping()));
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(16);
  });

  test('is one of fewer in flight once the router delays its replies', async () => {
    let inFlight = 0;
    const seen: number[] = [];
    let answered = Promise.resolve();
    const connection = await router.connectTo(async (peer) => {
      for (;;) {
        const { tag } = await peer.next();
        inFlight += 1;
        seen.push(inFlight);
        answered = answered.then(async () => {
          // One after another, like an overloaded router.
          await new Promise((resolve) => setTimeout(resolve, 30));
          inFlight -= 1;
          done(peer, tag);
        });
      }
    });
    await Promise.all(Array.from({ length: 40 }, () => connection.ping()));
    expect(Math.max(...seen)).toBe(16);
    expect(Math.max(...seen.slice(-8))).toBeLessThan(16);
  });

  test('asks for permission to write when its slot is free, not when it is queued', async () => {
    const answer: (() => void)[] = [];
    const connection = await router.connectTo(async (peer) => {
      for (;;) {
        const { tag } = await peer.next();
        answer.push(() => done(peer, tag));
      }
    });
    const first = Array.from({ length: 16 }, () => connection.ping());
    let isAsked = false;
    const ask = async () => {
      isAsked = true;
    };
    const write = connection.set('/ppp/secret', '*1', { disabled: 'yes' }, ask);
    while (answer.length < 16) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(isAsked).toBe(false);
    for (const send of answer.splice(0)) send();
    await Promise.all(first);
    while (answer.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    expect(isAsked).toBe(true);
    answer[0]?.();
    await write;
  });

  test('rejected at the last moment is not sent, and frees its slot', async () => {
    const connection = await router.connectTo(answering(done));
    const refuse = async () => {
      throw new Error('no longer');
    };
    const writes = Array.from({ length: 40 }, (_, index) => {
      if (index % 3 === 0) return connection.remove('/ppp/active', ['*1'], refuse);
      return index % 3 === 1
        ? connection.set('/ppp/secret', '*1', { disabled: 'yes', routes: null }, refuse)
        : connection.add('/ppp/secret', { name: 'a' }, refuse);
    });
    const ends = await Promise.allSettled(writes);
    expect(ends.filter(({ status }) => status === 'fulfilled')).toEqual([]);
    await connection.ping();
    expect(router.sent().map(({ words }) => words[0])).toEqual(['/system/identity/print']);
  });

  test('asks for permission before each sentence of a change', async () => {
    const connection = await router.connectTo(answering(done));
    let asked = 0;
    const once = async () => {
      asked += 1;
      if (asked > 1) throw new Error('no longer');
    };
    const change = { disabled: 'yes', routes: null };
    await expect(connection.set('/ppp/secret', '*1', change, once)).rejects.toThrow('no longer');
    expect(router.sent().map(({ words }) => words[0])).toEqual(['/ppp/secret/set']);
  });

  test('leaves in one segment', async () => {
    const segments: number[] = [];
    const connection = await router.connectTo(async (peer) => {
      peer.socket.on('data', (chunk) => segments.push(chunk.length));
      const { tag } = await peer.next();
      done(peer, tag);
    });
    await connection.set('/ppp/secret', '*1', { name: 'a', profile: 'b', comment: 'c' });
    expect(segments).toHaveLength(1);
  });
});
