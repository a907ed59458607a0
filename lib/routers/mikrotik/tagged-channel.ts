import { Channel } from 'node-routeros';
import { RouterError, type RouterRow, type RouterTrap } from '../driver';
import { exactName, isEightBit, markEightBit, plainText } from '../exact-text';
import type { Word } from './sentence-codec';
import type { SentenceConnector } from './sentence-connector';

export type Reply = {
  rows: RouterRow[];
  /** Attributes of the `!done` sentence, such as `ret`. */
  done: RouterRow;
};

/** One command in flight; collects its rows and traps, and settles exactly once. */
export class TaggedChannel extends Channel {
  private readonly rows: RouterRow[] = [];
  private readonly traps: RouterTrap[] = [];
  readonly path: string;
  private sentAt = 0;
  private beganAt: number | undefined;
  private override: RouterError | null = null;
  private resolve: (reply: Reply) => void = () => {};
  private reject: (error: RouterError) => void = () => {};

  constructor(connector: SentenceConnector, tag: string, path: string) {
    super(connector);
    this.id = tag;
    this.path = path;
    // The inherited listener throws from the socket's data event.
    this.removeAllListeners();
  }

  /** Sends a copy of the words, so that a caller's array never gets a tag. */
  exchange(words: readonly Word[]): Promise<Reply> {
    return new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
      this.sentAt = performance.now();
      this.readAndWrite([...words, `.tag=${this.id}`]);
    });
  }

  /** Milliseconds until the router started to reply; undefined until then. */
  get waitedMs(): number | undefined {
    return this.beganAt === undefined ? undefined : this.beganAt - this.sentAt;
  }

  /** From now on the command ends with this error, whatever the router still sends. */
  condemn(error: RouterError): void {
    this.override = error;
  }

  fail(error: RouterError): void {
    this.close(true);
    this.reject(this.override ?? error);
  }

  protected override processPacket(packet: string[]): void {
    this.beganAt ??= performance.now();
    const [reply, ...words] = packet;
    switch (reply) {
      case '!re':
        this.rows.push(parseAttributes(words));
        return;
      case '!trap':
        this.traps.push(toTrap(words));
        return;
      case '!empty':
        return;
      case '!done':
        this.settle(words);
        return;
      default:
        this.fail(
          new RouterError('protocol', `${this.path}: the router sent an unknown reply word`),
        );
    }
  }

  private settle(words: readonly string[]): void {
    const [first] = this.traps;
    if (first !== undefined) {
      this.fail(
        new RouterError('trap', `${this.path}: ${first.message}`, { traps: [...this.traps] }),
      );
    } else if (this.override !== null) {
      this.fail(this.override);
    } else {
      this.close(true);
      this.resolve({ rows: this.rows, done: parseAttributes(words) });
    }
  }
}

/** Splits `=name=value` only at the second sign, because values may contain more. */
function parseAttributes(words: readonly string[]): RouterRow {
  const row: Record<string, string> = {};
  for (const raw of words) {
    const word = plainText(raw);
    const split = word.indexOf('=', 1);
    if (!word.startsWith('=') || split <= 0) continue;
    const [name, value] = [word.slice(1, split), word.slice(split + 1)];
    row[name] = value;
    if (isEightBit(raw)) row[exactName(name)] = markEightBit(value);
  }
  return row;
}

function toTrap(words: readonly string[]): RouterTrap {
  const { message, category } = parseAttributes(words);
  return {
    message: message ?? 'no reason given',
    ...(category === undefined ? {} : { category }),
  };
}
