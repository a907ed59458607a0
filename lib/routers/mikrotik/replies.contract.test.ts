import { describe, expect, test } from 'vitest';
import { answering, done, failureOf, scriptedRouter } from '@/tests/support/scripted-router';
import { RouterError } from '../driver';
import { SentenceConnector } from './sentence-connector';

const router = scriptedRouter();

describe('a reply', () => {
  test('of !empty and !done means no rows, and the connection stays usable', async () => {
    const connection = await router.connectTo(
      answering((peer, tag) => {
        peer.send('!empty', `.tag=${tag}`);
        peer.send('!done', `.tag=${tag}`);
      }),
    );
    expect(await connection.print('/ppp/secret')).toEqual([]);
    expect(await connection.print('/ppp/secret')).toEqual([]);
  });

  test('that is slow causes no command other than ours to be sent', async () => {
    const connection = await router.connectTo(
      answering((peer, tag) => void setTimeout(() => done(peer, tag), 1_300)),
    );
    await connection.print('/ppp/secret');
    expect(router.sent()).toHaveLength(1);
  });

  test('for an unknown tag is discarded without effect on others', async () => {
    const connection = await router.connectTo(
      answering((peer, tag) => {
        peer.send('!re', '.tag=stranger', '=name=ghost');
        peer.send('!done', '.tag=stranger');
        peer.send('!re', '=name=untagged');
        peer.send('!re', `.tag=${tag}`, '=name=real');
        done(peer, tag);
      }),
    );
    expect(await connection.print('/ppp/secret')).toEqual([{ name: 'real' }]);
  });

  test('for no pending command is counted', async () => {
    const { port } = await router.start((peer) => peer.send('!done', '.tag=late'));
    const connector = new SentenceConnector({ host: '127.0.0.1', port, tls: null });
    connector.connect();
    await expect.poll(() => connector.strayCount, { timeout: 120_000 }).toBe(1);
    connector.fail(new RouterError('closed', 'the test is over'));
  });

  test('is matched by its tag anywhere in the sentence', async () => {
    const connection = await router.connectTo(
      answering((peer, tag) => {
        peer.send('!re', '=name=a', `.tag=${tag}`, '=service=pppoe');
        peer.send('!done', `.tag=${tag}`);
      }),
    );
    expect(await connection.print('/ppp/secret')).toEqual([{ name: 'a', service: 'pppoe' }]);
  });

  test('with an unknown reply word rejects only its own command', async () => {
    const connection = await router.connectTo(
      answering((peer, tag) => peer.send('!odd', `.tag=${tag}`), done),
    );
    expect((await failureOf(connection.print('/ppp/secret'))).kind).toBe('protocol');
    await connection.ping();
  });
});

describe('several replies', () => {
  test('that interleave reach their own commands', async () => {
    const connection = await router.connectTo(async (peer) => {
      const first = await peer.next();
      const second = await peer.next();
      peer.send('!re', `.tag=${second.tag}`, '=n=2');
      peer.send('!re', `.tag=${first.tag}`, '=n=1');
      done(peer, second.tag);
      done(peer, first.tag);
    });
    const replies = await Promise.all([connection.print('/a'), connection.print('/b')]);
    expect(replies).toEqual([[{ n: '1' }], [{ n: '2' }]]);
  });

  test('keep equals signs, line breaks and empty values', async () => {
    const connection = await router.connectTo(
      answering((peer, tag) => {
        peer.send('!re', `.tag=${tag}`, '=comment=a=b=c', '=on-up=x\r\ny', '=routes=');
        done(peer, tag);
      }),
    );
    expect(await connection.print('/x')).toEqual([
      { comment: 'a=b=c', 'on-up': 'x\r\ny', routes: '' },
    ]);
  });

  test('to an add without an id are a protocol error, not an undefined id', async () => {
    const connection = await router.connectTo(answering(done));
    expect((await failureOf(connection.add('/ppp/secret', { name: 'a' }))).kind).toBe('protocol');
  });
});

describe('a refusal', () => {
  test('keeps the message, the category and every further trap', async () => {
    const connection = await router.connectTo(
      answering((peer, tag) => {
        peer.send(
          '!trap',
          `.tag=${tag}`,
          '=category=0',
          '=message=no such command or directory (x)',
        );
        peer.send('!trap', `.tag=${tag}`, '=message=no such command prefix');
        done(peer, tag);
      }, done),
    );
    const error = await failureOf(connection.print('/x'));
    expect(error.kind).toBe('trap');
    expect(error.isOutcomeUnknown).toBe(false);
    expect(error.traps).toEqual([
      { message: 'no such command or directory (x)', category: '0' },
      { message: 'no such command prefix' },
    ]);
    await connection.ping();
  });
});
