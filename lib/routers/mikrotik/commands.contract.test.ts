import { describe, expect, test } from 'vitest';
import { answering, done, failureOf, scriptedRouter } from '@/tests/support/scripted-router';

const router = scriptedRouter();

describe('a command', () => {
  test('text outside ASCII arrives as UTF-8 and comes back unchanged', async () => {
    const connection = await router.connectTo(async (peer) => {
      const { words, tag } = await peer.next();
      peer.send('!done', `.tag=${tag}`, `=ret=${words[1]?.slice('=comment='.length)}`);
    });
    expect(await connection.add('/ppp/secret', { comment: 'Žluť 漢' })).toBe('Žluť 漢');
  });

  test('each command carries one tag of its own, a repeated one too', async () => {
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
  ])('%s is our own mistake and is never sent', async (_name, path, attributes) => {
    const connection = await router.connectTo(answering(done));
    expect((await failureOf(connection.add(path, attributes))).kind).toBe('usage');
    expect(router.sent()).toEqual([]);
  });

  test('an empty value is written, and null unsets', async () => {
    const connection = await router.connectTo(answering(done));
    await connection.set('/ppp/secret', '*1', { comment: '', 'remote-address': null });
    const sent = router.sent().map(({ words }) => words.slice(0, -1));
    expect(sent).toEqual([
      ['/ppp/secret/set', '=.id=*1', '=comment='],
      ['/ppp/secret/unset', '=.id=*1', '=value-name=remote-address'],
    ]);
  });

  test('at most 16 commands are in flight and all of 500 are answered', async () => {
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

  test('fewer are in flight once the router lets them wait', async () => {
    let inFlight = 0;
    const seen: number[] = [];
    let answered = Promise.resolve();
    const connection = await router.connectTo(async (peer) => {
      for (;;) {
        const { tag } = await peer.next();
        inFlight += 1;
        seen.push(inFlight);
        answered = answered.then(async () => {
          // One after another, as a router does that has fallen behind.
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

  test('a write is asked about when its place on the wire is free, not when it joins the queue', async () => {
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

  test('a write that is refused at the last moment is not sent, and leaves its place to others', async () => {
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

  test('a change of several sentences is asked about before each of them', async () => {
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

  test('a command leaves in one segment', async () => {
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
