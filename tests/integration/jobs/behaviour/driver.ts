import type { Inngest, InngestFunction } from 'inngest';

export type SendOptions = { id?: string; ts?: number };

/** Runs the functions of a test. */
export type Driver = {
  client: Inngest;
  /** Appended to names, because functions of other tests listen on the same server. */
  suffix: string;
  start: (functions: readonly InngestFunction.Any[]) => Promise<void>;
  send: (name: string, data: Record<string, unknown>, options: SendOptions) => Promise<void>;
  /** Milliseconds since 1970 on the driver's clock. */
  now: () => number;
  /** Advances time. */
  skip: (ms: number) => Promise<void>;
  /** Whether nothing can happen until time passes. A real server cannot tell. */
  isIdle: () => Promise<boolean>;
  /** Advances time until the next item is due. */
  jump: () => Promise<void>;
  /** Resolves when every sent event has been accepted. */
  arrived: () => Promise<void>;
  /** Resolves when nothing more happens until time passes. */
  settle: () => Promise<void>;
  /** Resolves when nothing is left to do, however long that takes. */
  rest: () => Promise<void>;
  stop: () => Promise<void>;
};
