import { createHash } from 'node:crypto';
import {
  type BeforeSend,
  type PrintOptions,
  type RouterAttributes,
  type RouterConnection,
  RouterError,
  type RouterMatch,
  type RouterRow,
} from '../driver';
import { CommandPace } from './command-pace';
import { bytesOf, encodingsOf, type Word } from './sentence-codec';
import type { SentenceConnector } from './sentence-connector';
import { type Reply, TaggedChannel } from './tagged-channel';

const CANCEL_GRACE_MS = 500;
const CLOSE_GRACE_MS = 200;

/** One connection to a RouterOS API, from TCP to close. See {@link RouterConnection}. */
export class MikrotikConnection implements RouterConnection {
  private readonly connector: SentenceConnector;
  private readonly commandTimeoutMs: number;
  private readonly pending = new Set<TaggedChannel>();
  private readonly pace = new CommandPace();
  private failure: RouterError | null = null;
  private lastTag = 0;

  constructor(connector: SentenceConnector, commandTimeoutMs: number) {
    this.connector = connector;
    this.commandTimeoutMs = commandTimeoutMs;
    this.connector.once('failure', (error: RouterError) => this.end(error));
  }

  /** Establishes TCP and TLS. The caller sets the deadline and enforces it with {@link drop}. */
  open(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.connector.once('failure', reject);
      this.connector.once('connected', () => resolve());
      this.connector.connect();
    });
  }

  /** Logs in with the plain form, and answers the challenge of releases before 6.43. */
  async login(username: string, password: string): Promise<void> {
    try {
      const first = await this.exchange(['/login', `=name=${username}`, `=password=${password}`]);
      const { ret: challenge } = first.done;
      if (challenge === undefined) return;
      const response = challengeResponse(password, challenge);
      await this.exchange(['/login', `=name=${username}`, `=response=00${response}`]);
    } catch (error) {
      if (error instanceof RouterError && error.kind === 'trap') {
        throw new RouterError('auth', 'the router refused the user name or password', {
          traps: error.traps,
        });
      }
      throw error;
    }
  }

  async print(path: string, options: PrintOptions = {}): Promise<RouterRow[]> {
    const words: Word[] = [`${path}/print`];
    if (options.fields !== undefined) words.push(`=.proplist=${options.fields.join(',')}`);
    for (const [name, value] of Object.entries(options.where ?? {})) {
      words.push(...(value === null ? [`?-${name}`] : anyOfWords([[name, value]])));
    }
    if (options.anyOf?.length === 0) return [];
    words.push(...anyOfWords(options.anyOf ?? []));
    return (await this.exchange(words, options)).rows;
  }

  async add(path: string, attributes: RouterAttributes, before?: BeforeSend): Promise<string> {
    const reply = await this.exchange([`${path}/add`, ...attributeWords(attributes)], { before });
    const { ret: id } = reply.done;
    if (id === undefined) throw new RouterError('protocol', `${path}/add returned no id`);
    return id;
  }

  async set(
    path: string,
    id: string,
    attributes: RouterAttributes,
    before?: BeforeSend,
  ): Promise<void> {
    const words = attributeWords(attributes);
    if (words.length > 0) await this.exchange([`${path}/set`, `=.id=${id}`, ...words], { before });
    for (const [name, value] of Object.entries(attributes)) {
      if (value !== null) continue;
      await this.exchange([`${path}/unset`, `=.id=${id}`, `=value-name=${name}`], { before });
    }
  }

  async remove(path: string, ids: readonly string[], before?: BeforeSend): Promise<void> {
    if (ids.length === 0) return;
    await this.exchange([`${path}/remove`, `=.id=${ids.join(',')}`], { before });
  }

  async ping(): Promise<void> {
    await this.exchange(['/system/identity/print']);
  }

  async close(): Promise<void> {
    this.end(new RouterError('closed', 'the connection was closed by us'));
    await this.connector.finish(CLOSE_GRACE_MS);
  }

  /** Closes the connection at once; all pending calls reject with this error. */
  drop(error: RouterError): void {
    this.end(error);
    this.connector.fail(error);
  }

  private async exchange(
    words: readonly Word[],
    options: {
      timeoutMs?: number;
      before?: (() => Promise<void>) | undefined;
    } = {},
  ): Promise<Reply> {
    const { timeoutMs = this.commandTimeoutMs, before } = options;
    const path = assertSendable(words);
    await this.pace.enter();
    const channel = this.openChannel(path);
    try {
      this.assertUsable();
      if (before !== undefined) {
        await before();
        this.assertUsable();
      }
      return await this.send(channel, words, timeoutMs);
    } finally {
      this.pace.leave(channel.waitedMs);
    }
  }

  private assertUsable(): void {
    if (this.failure !== null) throw unusable(this.failure);
  }

  private async send(
    channel: TaggedChannel,
    words: readonly Word[],
    timeoutMs: number,
  ): Promise<Reply> {
    const timer = setTimeout(() => this.expire(channel, timeoutMs), timeoutMs);
    this.pending.add(channel);
    try {
      return await channel.exchange(words);
    } finally {
      clearTimeout(timer);
      this.pending.delete(channel);
    }
  }

  /**
   * Fails a command that exceeded its deadline. Cancelling it on the router is optional, because the connection is not
   * reused: the router may still send late replies on it.
   */
  private expire(channel: TaggedChannel, timeoutMs: number): void {
    const message = `${channel.path} was not answered within ${timeoutMs} ms`;
    const error = new RouterError('timeout', message);
    channel.condemn(error);
    this.failure ??= error;
    const drop = () => this.drop(error);
    const timer = setTimeout(drop, CANCEL_GRACE_MS);
    const cancel = this.openChannel('/cancel');
    this.pending.add(cancel);
    cancel
      .exchange(['/cancel', `=tag=${channel.Id}`])
      .finally(() => clearTimeout(timer))
      .then(drop, drop);
  }

  private openChannel(path: string): TaggedChannel {
    this.lastTag += 1;
    return new TaggedChannel(this.connector, `t${this.lastTag}`, path);
  }

  private end(error: RouterError): void {
    this.failure ??= error;
    for (const channel of [...this.pending]) channel.fail(error);
    this.pending.clear();
  }
}

function unusable(reason: RouterError): RouterError {
  return new RouterError('closed', 'the connection to the router is no longer usable', {
    cause: reason,
  });
}

/** A value copied from a router is written with the bytes it has there: a reference in others names no row. */
function attributeWords(attributes: RouterAttributes): Word[] {
  return Object.entries(attributes).flatMap(([name, value]) => {
    if (!/^[a-z0-9.-]+$/.test(name) || (value !== null && typeof value !== 'string')) {
      throw new RouterError(
        'usage',
        'an attribute has a malformed name or a value that is no text',
      );
    }
    return value === null ? [] : [Buffer.concat([Buffer.from(`=${name}=`), bytesOf(value)])];
  });
}

/** The router evaluates queries on a stack: n matches need n - 1 `or` words. */
function anyOfWords(matches: readonly RouterMatch[]): Word[] {
  const tests = matches.flatMap(([name, value]) =>
    encodingsOf(value).map((bytes) => Buffer.concat([Buffer.from(`?${name}=`), bytes])),
  );
  return tests.length > 1 ? [...tests, `?#${'|'.repeat(tests.length - 1)}`] : tests;
}

/** An empty word would end the sentence early and send the rest as a second command. */
function assertSendable(words: readonly Word[]): string {
  const [path = ''] = words;
  if (typeof path !== 'string' || !/^\/[a-z0-9/-]+$/.test(path)) {
    throw new RouterError('usage', 'a command starts with its path');
  }
  if (words.includes('')) throw new RouterError('usage', `${path}: a word is empty`);
  return path;
}

function challengeResponse(password: string, challengeHex: string): string {
  return createHash('md5')
    .update(Buffer.from([0]))
    .update(Buffer.from(password, 'utf8'))
    .update(Buffer.from(challengeHex, 'hex'))
    .digest('hex');
}
