import type { Socket } from 'node:net';
import type { Cut } from './faults';

/** Long enough for two writes to arrive as two reads over loopback. */
const GAP_MS = 5;

type Piece = {
  bytes: Buffer;
  gapMs: number;
};

/** Bytes leaving one connection in order, whole or split into separate writes. */
export class Outbox {
  readonly #socket: Socket;
  readonly #pieces: Piece[] = [];
  #isPumping = false;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  send(bytes: Buffer, cut?: Cut): void {
    if (!cut && !this.#isPumping) {
      if (this.#socket.writable) this.#socket.write(bytes);
      return;
    }
    this.#pieces.push(...cutUp(bytes, cut));
    if (!this.#isPumping) this.#pump();
  }

  /** Sends what is queued and then closes the connection. */
  end(): void {
    if (this.#isPumping) this.#pieces.push({ bytes: Buffer.alloc(0), gapMs: -1 });
    else this.#socket.end();
  }

  #pump(): void {
    const piece = this.#pieces.shift();
    this.#isPumping = piece !== undefined;
    if (!piece || !this.#socket.writable) return;
    if (piece.gapMs < 0) {
      this.#socket.end();
      return;
    }
    // Corked writes would leave as one segment and undo the split.
    while (this.#socket.writableCorked > 0) this.#socket.uncork();
    this.#socket.write(piece.bytes, () => {
      if (piece.gapMs > 0) setTimeout(() => this.#pump(), piece.gapMs);
      else setImmediate(() => this.#pump());
    });
  }
}

function cutUp(bytes: Buffer, cut: Cut | undefined): Piece[] {
  switch (cut) {
    case 'every-byte':
      return Array.from(bytes, (byte) => ({ bytes: Buffer.of(byte), gapMs: 0 }));
    case 'lone-length':
      return [
        { bytes: bytes.subarray(0, 1), gapMs: GAP_MS },
        { bytes: bytes.subarray(1), gapMs: 0 },
      ];
    case 'lone-final-zero':
      return [
        { bytes: bytes.subarray(0, -1), gapMs: GAP_MS },
        { bytes: bytes.subarray(-1), gapMs: 0 },
      ];
    default:
      return [{ bytes, gapMs: 0 }];
  }
}
