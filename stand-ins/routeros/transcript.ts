const ENTRIES_MAX = 20_000;
const SECRET_WORD = /^([=?]=?!?(?:password|response|ret)=).*/s;

export type TranscriptEntry = {
  /** The connection, counted from 1 over the simulator's life. */
  connection: number;
  /** `in` is what the client sent, `out` the final sentences of the reply. */
  direction: 'in' | 'out';
  words: readonly string[];
  /** Rows of the reply, on `out`. */
  rowCount?: number;
};

const redact = (words: readonly string[]): string[] =>
  words.map((word) => word.replace(SECRET_WORD, '$1***'));

/** The traffic of the wire, without secrets, and the client's protocol violations. */
export class Transcript {
  readonly violations: string[] = [];
  readonly #entries: TranscriptEntry[] = [];

  get entries(): readonly TranscriptEntry[] {
    return this.#entries;
  }

  heard(connection: number, words: readonly string[]): void {
    this.#keep({ connection, direction: 'in', words: redact(words) });
  }

  /** Records a reply with only the number of its rows: a full print would crowd out everything else. */
  answered(connection: number, reply: readonly (readonly string[])[]): void {
    const closing = reply.filter((sentence) => sentence[0] !== '!re');
    this.#keep({
      connection,
      direction: 'out',
      words: redact(closing.flat()),
      rowCount: reply.length - closing.length,
    });
  }

  violate(connection: number, what: string): void {
    this.violations.push(`connection ${connection}: ${what}`);
  }

  clear(): void {
    this.#entries.length = 0;
    this.violations.length = 0;
  }

  #keep(entry: TranscriptEntry): void {
    this.#entries.push(entry);
    if (this.#entries.length > ENTRIES_MAX) this.#entries.splice(0, ENTRIES_MAX / 2);
  }
}
