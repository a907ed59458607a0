import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { encodeSentence, encodeSentences } from './codec';
import { effectOf, type FaultEffect, type Hangup } from './faults';
import { Outbox } from './outbox';
import type { Transcript } from './transcript';
import type { Reply } from './verbs';

/** Long enough for the first half of a reply to arrive before the reset that discards the rest. */
const RESET_AFTER_MS = 20;
/** A reply held back for the next one is sent alone after this time. */
const HELD_AT_MOST_MS = 50;

/** The output of one connection: replies under their tags, and the faults that distort them. */
export class ReplyWriter {
  readonly #socket: Socket;
  readonly #number: number;
  readonly #transcript: Transcript;
  readonly #outbox: Outbox;
  /** A reply held back to be mixed with the next one. */
  #held: Reply | undefined;

  constructor(socket: Socket, number: number, transcript: Transcript) {
    this.#socket = socket;
    this.#number = number;
    this.#transcript = transcript;
    this.#outbox = new Outbox(socket);
  }

  reply(reply: Reply, tag: string | undefined, effects: readonly FaultEffect[] = []): void {
    this.#transcript.answered(this.#number, reply);
    const lost = effectOf(effects, 'commit-then-drop');
    if (lost) {
      this.hangUp(lost.by);
      return;
    }
    const sentences = tagged(distort(reply, effects), tag);
    const stray = effectOf(effects, 'stray-tag');
    if (stray) sentences.unshift(['!done', `.tag=${stray.tag ?? 'nobody'}`]);
    if (effectOf(effects, 'interleave') && !this.#held) {
      this.#hold(sentences);
      return;
    }
    const held = this.#held;
    this.#held = undefined;
    const bytes = encodeSentences(held ? zip(held, sentences) : sentences);
    const drop = effectOf(effects, 'drop-mid-reply');
    if (drop) this.#dropAfter(bytes.subarray(0, drop.afterBytes ?? bytes.length >> 1), drop.by);
    else this.#outbox.send(bytes, effectOf(effects, 'split')?.at);
  }

  /** Sends one sentence of an unfinished reply, as `listen` and a cancelled command do. */
  say(sentence: readonly string[], tag: string | undefined): void {
    this.#outbox.send(encodeSentences(tagged([[...sentence]], tag)));
  }

  /** Ends the session with a reason, which carries no tag. */
  fatal(message: string, as: 'word' | 'attribute' = 'word'): void {
    const sentence = ['!fatal', as === 'word' ? message : `=message=${message}`];
    this.#transcript.answered(this.#number, [sentence]);
    this.#outbox.send(encodeSentence(sentence));
    this.hangUp('fin');
  }

  hangUp(by: Hangup): void {
    if (by === 'fin') this.#outbox.end();
    // A TLS socket cannot send a reset; destroying it is the closest equivalent.
    else if (this.#socket instanceof TLSSocket) this.#socket.destroy();
    else this.#socket.resetAndDestroy();
  }

  #hold(sentences: Reply): void {
    this.#held = sentences;
    setTimeout(() => {
      if (this.#held !== sentences) return;
      this.#held = undefined;
      this.#outbox.send(encodeSentences(sentences));
    }, HELD_AT_MOST_MS);
  }

  #dropAfter(bytes: Buffer, by: Hangup): void {
    this.#outbox.send(bytes);
    if (by === 'fin') this.hangUp(by);
    else setTimeout(() => this.hangUp(by), RESET_AFTER_MS);
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
