import type { ConnectionOptions } from 'node:tls';
import { Connector } from 'node-routeros';
import { RouterError } from '../driver';
import { plainText } from '../exact-text';
import { encodeSentence, SentenceReader, type Word } from './sentence-codec';

export type SentenceConnectorOptions = {
  host: string;
  port: number;
  tls: ConnectionOptions | null;
};

/**
 * The client's socket with its framing, dispatch and error handling replaced. Reports the end of the connection exactly
 * once, as the event `failure` with a RouterError, whatever the cause.
 */
export class SentenceConnector extends Connector {
  private readonly sentences = new SentenceReader();
  private readonly readers = new Map<string, (packet: string[]) => void>();
  private readonly isTls: boolean;
  private failure: RouterError | null = null;
  /** Sentences for no pending command: late replies after a deadline, or a faulty peer. */
  strayCount = 0;

  constructor(options: SentenceConnectorOptions) {
    super({
      host: options.host,
      port: options.port,
      timeout: 1,
      ...(options.tls === null ? {} : { tls: options.tls }),
    });
    this.isTls = options.tls !== null;
  }

  override connect(): this {
    super.connect();
    // Idle time is not a failure, because deadlines belong to commands.
    this.socket?.setTimeout(0);
    this.socket?.setNoDelay(true);
    this.socket?.once('close', () =>
      this.fail(new RouterError('closed', 'the connection to the router is closed')),
    );
    return this;
  }

  override write(words: Word[]): this {
    this.socket?.write(encodeSentence(words));
    return this;
  }

  override read(tag: string, callback: (packet: string[]) => void): void {
    this.readers.set(tag, callback);
  }

  override stopRead(tag: string): void {
    this.readers.delete(tag);
  }

  /** Closes in order; destroys the socket after the grace period, because the peer may never respond. */
  finish(graceMs: number): Promise<void> {
    const { socket } = this;
    if (socket === undefined || socket.destroyed) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => socket.destroy(), graceMs);
      socket.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
      socket.end();
    });
  }

  /** Closes the connection at once and reports the reason; later reasons are ignored. */
  fail(error: RouterError): void {
    if (this.failure !== null) return;
    this.failure = error;
    this.emit('failure', error);
    this.readers.clear();
    this.removeAllListeners();
    this.socket?.destroy();
  }

  protected override onData(chunk: Buffer): void {
    if (this.failure !== null) return;
    try {
      for (const sentence of this.sentences.push(chunk)) this.dispatch(sentence);
    } catch (error) {
      this.fail(
        error instanceof RouterError
          ? error
          : new RouterError('protocol', 'a reply could not be processed', { cause: error }),
      );
    }
  }

  protected override onEnd(): void {
    this.fail(new RouterError('closed', 'the router closed the connection'));
  }

  protected override onError(error: NodeJS.ErrnoException): void {
    const isTlsFault = this.isTls && error.syscall === undefined && error.code !== 'ECONNRESET';
    this.fail(
      new RouterError(isTlsFault ? 'tls' : 'socket', describeSocketError(error, isTlsFault), {
        code: error.code,
        cause: error,
      }),
    );
  }

  protected override onTimeout(): void {
    this.fail(new RouterError('timeout', 'the router connection was idle for too long'));
  }

  /** The tag is usually the second word, but its position is not guaranteed. `!fatal` has none. */
  private dispatch(sentence: string[]): void {
    if (sentence[0] === '!fatal') {
      const reason = plainText(sentence[1] ?? 'no reason given').replace(/^=message=/, '');
      this.fail(new RouterError('fatal', `the router ended the session: ${reason}`));
      return;
    }
    const at = sentence.findIndex((word) => word.startsWith('.tag='));
    const tag = at < 0 ? undefined : sentence.splice(at, 1)[0]?.slice('.tag='.length);
    const reader = tag === undefined ? undefined : this.readers.get(tag);
    if (reader === undefined) this.strayCount += 1;
    else reader(sentence);
  }
}

function describeSocketError(error: NodeJS.ErrnoException, isTlsFault: boolean): string {
  const reason = error.code ?? error.message;
  return isTlsFault
    ? `the TLS connection to the router failed: ${reason}`
    : `the connection to the router failed: ${reason}`;
}
