import { createHash } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { encodeSentence, SentenceReader } from './codec';

export type Answer = {
  rows: Array<Record<string, string>>;
  /** `=ret=` of the `!done`. */
  ret: string | undefined;
  traps: string[];
  /** Reply words in order: `!re`, `!empty`, `!trap`, `!done`. */
  kinds: string[];
  sentences: string[][];
};

/** A client written only from the protocol, so that it cannot share the simulator's errors. */
export class TestClient {
  readonly socket: Socket;
  readonly #reader = new SentenceReader();
  readonly #waiting = new Map<
    string,
    { sentences: string[][]; settle: (answer: Answer) => void }
  >();
  readonly closed: Promise<void>;
  readonly strays: string[][] = [];
  #nextTag = 1;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => {
      for (const sentence of this.#reader.push(chunk)) this.#take(sentence);
    });
    socket.on('error', () => socket.destroy());
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
  }

  static async open(port: number): Promise<TestClient> {
    const socket = connect({ port, host: '127.0.0.1' });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new TestClient(socket);
  }

  static async login(router: {
    port: number;
    user: string;
    password: string;
  }): Promise<TestClient> {
    const client = await TestClient.open(router.port);
    const answer = await client.send(
      '/login',
      `=name=${router.user}`,
      `=password=${router.password}`,
    );
    if (answer.traps.length > 0) throw new Error(answer.traps.join());
    return client;
  }

  /** Logs in as releases before 6.43 require. */
  static async loginByChallenge(router: {
    port: number;
    user: string;
    password: string;
  }): Promise<TestClient> {
    const client = await TestClient.open(router.port);
    const { ret = '' } = await client.send('/login');
    const response = createHash('md5')
      .update(Buffer.of(0))
      .update(router.password)
      .update(Buffer.from(ret, 'hex'))
      .digest('hex');
    const name = `=name=${router.user}`;
    const answer = await client.send('/login', name, `=response=00${response}`);
    if (answer.traps.length > 0) throw new Error(answer.traps.join());
    return client;
  }

  send(...words: string[]): Promise<Answer> {
    const tag = `t${this.#nextTag++}`;
    return new Promise((settle) => {
      this.#waiting.set(tag, { sentences: [], settle });
      this.socket.write(encodeSentence([...words, `.tag=${tag}`]));
    });
  }

  /** Rows of a print; `words` are queries and arguments. */
  async print(menu: string, ...words: string[]): Promise<Array<Record<string, string>>> {
    return (await this.send(`${menu}/print`, ...words)).rows;
  }

  close(): void {
    this.socket.destroy();
  }

  #take(sentence: string[]): void {
    const tag = sentence.find((word) => word.startsWith('.tag='))?.slice(5) ?? '';
    const waiting = this.#waiting.get(tag);
    if (!waiting) {
      this.strays.push(sentence);
      return;
    }
    waiting.sentences.push(sentence);
    if (sentence[0] !== '!done') return;
    this.#waiting.delete(tag);
    waiting.settle(toAnswer(waiting.sentences));
  }
}

const attributesOf = (sentence: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    sentence
      .filter((word) => word.startsWith('='))
      .map((word) => {
        const end = word.indexOf('=', 1);
        return [word.slice(1, end), word.slice(end + 1)];
      }),
  );

function toAnswer(sentences: string[][]): Answer {
  const of = (kind: string) => sentences.filter(([word]) => word === kind).map(attributesOf);
  return {
    rows: of('!re'),
    ret: of('!done').map(({ ret }) => ret)[0],
    traps: of('!trap').map(({ message }) => message ?? ''),
    kinds: sentences.map(([word]) => word ?? ''),
    sentences,
  };
}
