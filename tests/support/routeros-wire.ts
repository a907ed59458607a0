import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

/** Bytes of one sentence, encoded independently of the product's codec. */
export function sentence(...words: string[]): Buffer {
  const parts = words.map((word) => {
    const bytes = Buffer.from(word, 'utf8');
    return Buffer.concat([lengthOf(bytes.length), bytes]);
  });
  return Buffer.concat([...parts, Buffer.from([0])]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  if (length < 0x4000) return Buffer.from([0x80 | (length >> 8), length & 0xff]);
  if (length < 0x200000) {
    return Buffer.from([0xc0 | (length >> 16), (length >> 8) & 0xff, length & 0xff]);
  }
  throw new Error('the fake router sends no words this long');
}

export type Command = {
  words: readonly string[];
  tag: string;
};

/** The router's side of one connection: a script reads commands and replies byte by byte. */
export class WirePeer {
  readonly socket: Socket;
  readonly received: Command[] = [];
  private unread: Command[] = [];
  private readonly readers: ((command: Command) => void)[] = [];
  private buffer = Buffer.alloc(0);
  private words: string[] = [];

  constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('data', (chunk) => this.take(chunk));
  }

  /** Returns the next command the client sent, in order. */
  next(): Promise<Command> {
    const command = this.unread.shift();
    if (command !== undefined) return Promise.resolve(command);
    return new Promise((resolve) => {
      this.readers.push(resolve);
    });
  }

  send(...words: string[]): void {
    this.socket.write(sentence(...words));
  }

  raw(bytes: Buffer): void {
    this.socket.write(bytes);
  }

  /** Accepts the next login, whatever it is. */
  async acceptLogin(): Promise<Command> {
    const login = await this.next();
    this.send('!done', `.tag=${login.tag}`);
    return login;
  }

  private take(chunk: Buffer): void {
    this.buffer = Buffer.concat([this.buffer, chunk]);
    for (let word = this.takeWord(); word !== null; word = this.takeWord()) {
      if (word === '') this.finishSentence();
      else this.words.push(word);
    }
  }

  private takeWord(): string | null {
    const first = this.buffer[0];
    if (first === undefined) return null;
    const size = first < 0x80 ? 1 : first < 0xc0 ? 2 : 3;
    if (this.buffer.length < size) return null;
    const length = this.buffer.readUIntBE(0, size) & (2 ** (7 * size) - 1);
    if (this.buffer.length < size + length) return null;
    const word = this.buffer.toString('utf8', size, size + length);
    this.buffer = this.buffer.subarray(size + length);
    return word;
  }

  private finishSentence(): void {
    const tag = this.words.find((word) => word.startsWith('.tag='))?.slice('.tag='.length) ?? '';
    const command = { words: this.words, tag };
    this.words = [];
    this.received.push(command);
    const reader = this.readers.shift();
    if (reader === undefined) this.unread.push(command);
    else reader(command);
  }
}

export type WireServer = {
  port: number;
  peers: readonly WirePeer[];
  close(): Promise<void>;
};

/** Starts a router that does exactly what the script says. A script that ends leaves its connection open and silent. */
export async function startWireServer(
  script: (peer: WirePeer) => Promise<void> | void,
  tls?: { cert: string; key: string },
): Promise<WireServer> {
  const peers: WirePeer[] = [];
  const sockets = new Set<Socket>();
  const accept = (socket: Socket) => {
    const peer = new WirePeer(socket);
    peers.push(peer);
    void Promise.resolve(script(peer)).catch((error) => socket.destroy(error));
  };
  const server: Server =
    tls === undefined
      ? createServer({ allowHalfOpen: true }, accept)
      : createTlsServer({ ...tls, allowHalfOpen: true }, accept);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    peers,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
