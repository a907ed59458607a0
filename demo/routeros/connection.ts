import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import {
  encodeSentence,
  encodeSentences,
  MAX_WORD_BYTES,
  ProtocolError,
  SentenceReader,
} from './codec';
import { type Command, parseCommand } from './command';
import type { Device } from './device';
import type { FaultBook, FaultEffect, Hangup } from './faults';
import { type Credentials, LoginDialogue } from './login';
import type { Row } from './model';
import { Outbox } from './outbox';
import { foreignWrite } from './ownership';
import type { Transcript } from './transcript';
import { interrupted, noSuchItem } from './trap';
import { execute, type Reply, rowSentence, trapReply } from './verbs';

/** Nobody needs longer words to log in; a stranger must not fill our memory. */
const LOGIN_WORD_BYTES_MAX = 4096;

export interface ConnectionContext {
  device: Device;
  credentials: Credentials;
  faults: FaultBook;
  transcript: Transcript;
  /** Commands a well-behaved client keeps in flight at most. */
  inFlightMax: number;
  /** Comment prefix of the rows the client may write, when that is to be watched. */
  ownership: string | undefined;
}

type EffectOf<Kind extends FaultEffect['kind']> = Extract<FaultEffect, { kind: Kind }>;

function effectOf<Kind extends FaultEffect['kind']>(
  effects: readonly FaultEffect[],
  kind: Kind,
): EffectOf<Kind> | undefined {
  return effects.find((effect): effect is EffectOf<Kind> => effect.kind === kind);
}

/** One API session: login, then commands answered under their tags. */
export class Connection {
  readonly number: number;
  readonly #socket: Socket;
  readonly #context: ConnectionContext;
  readonly #reader = new SentenceReader(LOGIN_WORD_BYTES_MAX);
  readonly #outbox: Outbox;
  readonly #login: LoginDialogue;
  /** Stops a waiting or listening command, by tag. */
  readonly #running = new Map<string, () => void>();
  #held: Reply | undefined;
  #inFlight = 0;
  #activeRow: Row | undefined;

  constructor(socket: Socket, number: number, context: ConnectionContext) {
    this.number = number;
    this.#socket = socket;
    this.#context = context;
    this.#outbox = new Outbox(socket);
    this.#login = new LoginDialogue(context.credentials, context.device.traits.hasChallengeLogin);
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#receive(chunk));
    // A vanished client is everyday life for a router; 'close' follows and cleans up.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#cleanUp());
  }

  hangUp(by: Hangup): void {
    if (by === 'fin') this.#outbox.end();
    // A TLS socket cannot send a reset of its own; dropping it is the nearest thing.
    else if (this.#socket instanceof TLSSocket) this.#socket.destroy();
    else this.#socket.resetAndDestroy();
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
    this.#inFlight += sentences.length;
    const { inFlightMax } = this.#context;
    if (this.#inFlight > inFlightMax) {
      this.#violate(`${this.#inFlight} commands in flight, ${inFlightMax} allowed`);
    }
    this.#socket.cork();
    for (const words of sentences) this.#handle(words);
    // One write for everything a burst was answered with.
    process.nextTick(() => this.#socket.uncork());
  }

  #handle(words: readonly string[]): void {
    this.#context.transcript.heard(this.number, words);
    const command = parseCommand(words);
    this.#watch(words, command);
    const name = `/${[command.path, command.verb].filter(Boolean).join('/')}`;
    if (name === '/login')
      this.#dispatch(name, command, (effects) => this.#logIn(command, effects));
    else if (!this.#activeRow) this.#fatal('not logged in', 'word');
    else if (name === '/quit') this.#fatal('session terminated on request', 'word');
    else if (name === '/cancel') this.#cancel(command);
    else if (command.verb === 'listen') this.#listen(command);
    else this.#dispatch(name, command, (effects) => this.#execute(command, effects));
  }

  #dispatch(name: string, command: Command, run: (effects: FaultEffect[]) => void): void {
    const { faults } = this.#context;
    const effects = faults.strike(name);
    const delayMs = faults.delayMs(effects, performance.now());
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
    if (isIn && !this.#activeRow) {
      this.#reader.maxWordBytes = MAX_WORD_BYTES;
      const values = new Map([
        ['name', credentials.user],
        ['address', '127.0.0.1'],
        ['via', 'api'],
        ['group', 'full'],
        ['radius', 'false'],
        ['.since', String(device.clock.now)],
      ]);
      this.#activeRow = device.table('user/active').insert(values, { isDynamic: true });
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

  /** Effects that keep the command from being carried out; true when one of them struck. */
  #strikesBefore(effects: readonly FaultEffect[]): boolean {
    const fatal = effectOf(effects, 'fatal');
    const drop = effectOf(effects, 'drop-before-commit');
    if (fatal) this.#fatal(fatal.message ?? 'router is shutting down', fatal.as ?? 'word');
    if (drop) this.hangUp(drop.by);
    return fatal !== undefined || drop !== undefined || effectOf(effects, 'silent') !== undefined;
  }

  #reply(reply: Reply, tag: string | undefined, effects: readonly FaultEffect[]): void {
    this.#inFlight -= 1;
    this.#context.transcript.answered(this.number, reply);
    const lost = effectOf(effects, 'commit-then-drop');
    if (lost) {
      this.hangUp(lost.by);
      return;
    }
    const sentences = tagged(distort(reply, effects), tag);
    const stray = effectOf(effects, 'stray-tag');
    if (stray) sentences.unshift(['!done', `.tag=${stray.tag ?? 'nobody'}`]);
    if (effectOf(effects, 'interleave') && !this.#held) {
      this.#held = sentences;
      return;
    }
    const held = this.#held;
    this.#held = undefined;
    const bytes = encodeSentences(held ? zip(held, sentences) : sentences);
    const drop = effectOf(effects, 'drop-mid-reply');
    if (drop) {
      this.#dropAfter(bytes.subarray(0, drop.afterBytes ?? bytes.length >> 1), drop.by);
      return;
    }
    this.#outbox.send(bytes, effectOf(effects, 'split')?.at);
  }

  #dropAfter(bytes: Buffer, by: Hangup): void {
    this.#outbox.send(bytes);
    if (by === 'fin') this.hangUp(by);
    // A reset discards unsent bytes, so the first half has to leave before it.
    else setTimeout(() => this.hangUp(by), 20);
  }

  #fatal(message: string, as: 'word' | 'attribute'): void {
    const reply = [['!fatal', as === 'word' ? message : `=message=${message}`]];
    this.#context.transcript.answered(this.number, reply);
    this.#outbox.send(encodeSentence(reply[0] ?? []));
    this.hangUp('fin');
  }

  #cancel(command: Command): void {
    const target = new Map(command.args).get('tag') ?? '';
    const stop = this.#running.get(target);
    if (!stop) {
      this.#reply(trapReply(noSuchItem()), command.tag, []);
      return;
    }
    stop();
    this.#running.delete(target);
    const [trap = [], done = []] = trapReply(interrupted());
    const own = tagged([trap, done], target);
    this.#inFlight -= 1;
    this.#context.transcript.answered(this.number, [trap, done]);
    this.#outbox.send(encodeSentence(own[0] ?? []));
    this.#reply([['!done']], command.tag, []);
    this.#outbox.send(encodeSentence(own[1] ?? []));
  }

  #listen(command: Command): void {
    const { device } = this.#context;
    if (!device.hasMenu(command.path)) {
      this.#reply(execute(device, command), command.tag, []);
      return;
    }
    const table = device.table(command.path);
    const wanted = new Map(command.args).get('.proplist')?.split(',');
    const tell = (row: Row, isDead: boolean): void => {
      const dead = ['!re', `=.id=${row.id}`, '=.dead=true'];
      const sentence = isDead ? dead : rowSentence(device, table, row, wanted);
      this.#outbox.send(encodeSentence(tagged([sentence], command.tag)[0] ?? []));
    };
    table.listeners.add(tell);
    this.#running.set(command.tag ?? '', () => table.listeners.delete(tell));
  }

  #watch(words: readonly string[], command: ReturnType<typeof parseCommand>): void {
    const name = words[0] ?? '';
    if (!name.startsWith('/')) this.#violate(`a sentence starts with "${name.slice(0, 40)}"`);
    for (const word of command.strayWords) this.#violate(`stray word in ${name}: "${word}"`);
    const tags = words.filter((word) => word.startsWith('.tag=')).length;
    if (tags > 1) this.#violate(`${name} carries ${tags} tags`);
    if (name === '/login') return;
    if (!this.#activeRow) this.#violate(`${name} before the login`);
    if (tags === 0 && name !== '/quit') this.#violate(`${name} carries no tag`);
  }

  #violate(what: string): void {
    this.#context.transcript.violate(this.number, what);
  }

  #cleanUp(): void {
    for (const stop of this.#running.values()) stop();
    this.#running.clear();
    if (this.#activeRow) this.#context.device.table('user/active').delete(this.#activeRow);
  }
}

/** RouterOS puts the tag right after the reply word. */
function tagged(reply: Reply, tag: string | undefined): Reply {
  if (tag === undefined) return [...reply];
  return reply.map(([word = '', ...rest]) => [word, `.tag=${tag}`, ...rest]);
}

function distort(reply: Reply, effects: readonly FaultEffect[]): Reply {
  const extra: Reply = [];
  if (effectOf(effects, 'empty') && !reply.some(([word]) => word === '!empty')) {
    extra.push(['!empty']);
  }
  const unknown = effectOf(effects, 'unknown-reply');
  if (unknown) extra.push([unknown.word ?? '!surprise']);
  return [...reply.slice(0, -1), ...extra, ...reply.slice(-1)];
}

function zip(left: Reply, right: Reply): Reply {
  const mixed: Reply = [];
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    for (const sentence of [left[index], right[index]]) if (sentence) mixed.push(sentence);
  }
  return mixed;
}
