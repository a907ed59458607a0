import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { loggedIn, ProtocolError, SentenceReader, stranger } from './codec';
import { type Command, parseCommand } from './command';
import type { Device } from './device';
import { effectOf, type FaultBook, type FaultEffect, type Hangup } from './faults';
import { foreignWrite } from './foreign-write';
import { type Credentials, LoginDialogue } from './login';
import type { Row } from './model';
import { ReplyWriter } from './reply-writer';
import type { Transcript } from './transcript';
import { interrupted } from './trap';
import { execute, isPrintVerb, type Reply, rowSentence, trapReply } from './verbs';
import { violationsOf } from './violations-of';

const STRANGER_SENTENCES_MAX = 20;

export type ConnectionContext = {
  device: Device;
  credentials: Credentials;
  faults: FaultBook;
  transcript: Transcript;
  /** Maximum commands a well-behaved client keeps in flight. */
  inFlightMax: number;
  /** Comment prefix of the rows the client may write; undefined when that is not checked. */
  ownership: string | undefined;
};

/** One API session: login, then commands answered under their tags. */
export class Connection {
  readonly number: number;
  readonly #socket: Socket;
  readonly #context: ConnectionContext;
  readonly #reader = new SentenceReader(stranger);
  readonly #writer: ReplyWriter;
  readonly #login: LoginDialogue;
  /** Callbacks that stop a waiting or listening command, by tag. */
  readonly #running = new Map<string, () => void>();
  #inFlight = 0;
  #strangerSentences = 0;
  /** Removes the session from the router's lists; set once the client has logged in. */
  #leave: (() => void) | undefined;

  constructor(socket: Socket, number: number, context: ConnectionContext) {
    this.number = number;
    this.#socket = socket;
    this.#context = context;
    this.#writer = new ReplyWriter(socket, number, context.transcript);
    this.#login = new LoginDialogue(context.credentials, context.device.traits.hasChallengeLogin);
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#receive(chunk));
    // A vanished client is normal for a router; 'close' follows and cleans up.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#cleanUp());
  }

  hangUp(by: Hangup): void {
    this.#writer.hangUp(by);
  }

  #receive(chunk: Buffer): void {
    let sentences: string[][];
    try {
      sentences = this.#reader.push(chunk);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#violate(error.message);
      this.#socket.destroy();
      return;
    }
    if (this.#reader.takeEmptyWords() > 0) this.#violate('an empty word stands for a sentence');
    this.#inFlight += sentences.length;
    const { inFlightMax } = this.#context;
    if (this.#inFlight > inFlightMax) {
      this.#violate(`${this.#inFlight} commands in flight, ${inFlightMax} allowed`);
    }
    this.#socket.cork();
    for (const words of sentences) this.#handle(words);
    // One write for all replies to a burst.
    process.nextTick(() => this.#socket.uncork());
  }

  #handle(words: readonly string[]): void {
    this.#context.transcript.heard(this.number, words);
    const command = parseCommand(words);
    const isLoggedIn = this.#leave !== undefined;
    if (!isLoggedIn && !this.#isStrangerBearable()) return;
    for (const what of violationsOf(words, command, isLoggedIn)) this.#violate(what);
    const name = `/${[command.path, command.verb].filter(Boolean).join('/')}`;
    if (name === '/login')
      this.#dispatch(name, command, (effects) => this.#logIn(command, effects));
    else if (!isLoggedIn) this.#writer.fatal('not logged in');
    else if (name === '/quit') this.#writer.fatal('session terminated on request');
    else if (name === '/#') this.#answerHash(command);
    else if (name === '/cancel') this.#cancel(command);
    else if (command.verb === 'listen') this.#listen(command);
    else this.#dispatch(name, command, (effects) => this.#execute(command, effects));
  }

  /** Counts a sentence sent before the login; above the limit, drops the connection and returns false. */
  #isStrangerBearable(): boolean {
    this.#strangerSentences += 1;
    if (this.#strangerSentences <= STRANGER_SENTENCES_MAX) return true;
    this.#violate('too many sentences before the login');
    this.#socket.destroy();
    return false;
  }

  #dispatch(name: string, command: Command, run: (effects: FaultEffect[]) => void): void {
    const { faults, device } = this.#context;
    const effects = faults.strike(name, this.number);
    const isPrint = isPrintVerb(command.verb) && device.hasMenu(command.path);
    const rowCount = isPrint ? device.table(command.path).rows.size : 0;
    const delayMs = faults.delayMs(effects, performance.now(), rowCount);
    if (delayMs <= 0) {
      run(effects);
      return;
    }
    const tag = command.tag ?? '';
    const timer = setTimeout(() => {
      this.#running.delete(tag);
      run(effects);
    }, delayMs);
    this.#running.set(tag, () => clearTimeout(timer));
  }

  #logIn(command: Command, effects: FaultEffect[]): void {
    if (this.#strikesBefore(effects)) return;
    const isRejected = effectOf(effects, 'reject-login') !== undefined;
    const { isIn, reply } = this.#login.answer(command, isRejected);
    const { device, credentials } = this.#context;
    if (isIn && !this.#leave) {
      this.#reader.limits = loggedIn;
      const service = this.#socket instanceof TLSSocket ? 'api-ssl' : 'api';
      this.#leave = device.noteApiSession(credentials.user, service);
    }
    this.#reply(reply, command.tag, effects);
  }

  #execute(command: Command, effects: FaultEffect[]): void {
    if (this.#strikesBefore(effects)) return;
    const trap = effectOf(effects, 'trap');
    if (trap) {
      const traps = trap.messages.map((message) => ['!trap', `=message=${message}`]);
      this.#reply([...traps, ['!done']], command.tag, effects);
      return;
    }
    const { device, ownership } = this.#context;
    const foreign = ownership && foreignWrite(device, command, ownership);
    if (foreign) this.#violate(foreign);
    this.#reply(execute(device, command), command.tag, effects);
  }

  /** Applies effects that prevent the command; returns true when one of them did. */
  #strikesBefore(effects: readonly FaultEffect[]): boolean {
    const fatal = effectOf(effects, 'fatal');
    const drop = effectOf(effects, 'drop-before-commit');
    if (fatal) this.#writer.fatal(fatal.message ?? 'router is shutting down', fatal.as);
    if (drop) this.hangUp(drop.by);
    return fatal !== undefined || drop !== undefined || effectOf(effects, 'silent') !== undefined;
  }

  #reply(reply: Reply, tag: string | undefined, effects: readonly FaultEffect[] = []): void {
    this.#inFlight -= 1;
    this.#writer.reply(reply, tag, effects);
  }

  /** Some clients send a bare `#` as a keep-alive; how a real router responds is unknown. */
  #answerHash(command: Command): void {
    const { device } = this.#context;
    const { hashAnswer } = device.quirks;
    if (hashAnswer === 'trap') this.#reply(execute(device, command), command.tag);
    else this.#reply(hashAnswer === 'empty' ? [['!empty'], ['!done']] : [['!done']], command.tag);
  }

  /**
   * Cancels one command, or all of them without a tag. A finished command is no error: clients also clean up after
   * commands whose end they have seen.
   */
  #cancel(command: Command): void {
    const one = new Map(command.args).get('tag');
    const targets = [...this.#running].filter(([tag]) => one === undefined || tag === one);
    const [trap = []] = trapReply(interrupted());
    for (const [tag, stop] of targets) {
      stop();
      this.#running.delete(tag);
      this.#inFlight -= 1;
      this.#context.transcript.answered(this.number, [trap, ['!done']]);
      this.#writer.say(trap, tag);
    }
    this.#reply([['!done']], command.tag);
    for (const [tag] of targets) this.#writer.say(['!done'], tag);
  }

  #listen(command: Command): void {
    const { device } = this.#context;
    if (!device.hasMenu(command.path)) {
      this.#reply(execute(device, command), command.tag);
      return;
    }
    const table = device.table(command.path);
    const wanted = new Map(command.args).get('.proplist')?.split(',');
    const tell = (row: Row, isDead: boolean): void => {
      const dead = ['!re', `=.id=${row.id}`, '=.dead=true'];
      this.#writer.say(isDead ? dead : rowSentence(device, table, row, { wanted }), command.tag);
    };
    table.listeners.add(tell);
    this.#running.set(command.tag ?? '', () => table.listeners.delete(tell));
  }

  #violate(what: string): void {
    this.#context.transcript.violate(this.number, what);
  }

  #cleanUp(): void {
    for (const stop of this.#running.values()) stop();
    this.#running.clear();
    this.#leave?.();
  }
}
