import { afterEach } from 'vitest';
import { type RouterConnection, RouterError, type RouterTarget } from '@/lib/routers/driver';
import { mikrotikDriver } from '@/lib/routers/mikrotik/mikrotik-driver';
import { startWireServer, type WirePeer, type WireServer } from './routeros-wire';

export type Script = (peer: WirePeer) => Promise<void> | void;

/** Scripted routers and connections to them, closed after each test of the calling file. */
export function scriptedRouter() {
  const servers: WireServer[] = [];
  const connections: RouterConnection[] = [];

  afterEach(async () => {
    await Promise.all(connections.splice(0).map((connection) => connection.close()));
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });

  const start = async (script: Script, tls?: { cert: string; key: string }) => {
    const server = await startWireServer(script, tls);
    servers.push(server);
    return server;
  };

  return {
    start,
    /** A router whose script begins before the login. */
    async target(script: Script, tls?: { cert: string; key: string }): Promise<RouterTarget> {
      const { port } = await start(script, tls);
      return { address: '127.0.0.1', port, username: 'admin', password: 'secret-word', tls: null };
    },
    async connect(target: RouterTarget): Promise<RouterConnection> {
      const connection = await mikrotikDriver.connect(target);
      connections.push(connection);
      return connection;
    },
    /** A connection to a router whose script begins after a successful login. */
    async connectTo(
      script: Script,
      options: Partial<RouterTarget> = {},
    ): Promise<RouterConnection> {
      const target = await this.target(async (peer) => {
        await peer.acceptLogin();
        await script(peer);
      });
      return this.connect({ ...target, ...options });
    },
    /** What the first connection's client sent after its login. */
    sent: () => servers[0]?.peers[0]?.received.slice(1) ?? [],
    peers: () => servers.flatMap((server) => server.peers),
    stop: () => Promise.all(servers.map((server) => server.close())),
  };
}

/** Answers each command in turn; the last answer is reused for all later ones. */
export function answering(...answers: ((peer: WirePeer, tag: string) => void)[]): Script {
  return async (peer) => {
    for (let turn = 0; ; turn += 1) {
      const { tag } = await peer.next();
      answers[Math.min(turn, answers.length - 1)]?.(peer, tag);
    }
  };
}

export function done(peer: WirePeer, tag: string): void {
  peer.send('!done', `.tag=${tag}`);
}

/** Returns the RouterError of a call; any other outcome fails the test. */
export async function failureOf(promise: Promise<unknown>): Promise<RouterError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof RouterError)) throw new Error('expected a RouterError', { cause: error });
  return error;
}
