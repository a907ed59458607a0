import type { Inngest, InngestFunction } from 'inngest';

export type SendOptions = { id?: string; ts?: number };

/** What carries out the functions of a test. */
export type Driver = {
  client: Inngest;
  /** Appended to names, where other tests' functions listen too. */
  suffix: string;
  start: (functions: readonly InngestFunction.Any[]) => Promise<void>;
  send: (name: string, data: Record<string, unknown>, options: SendOptions) => Promise<void>;
  /** Milliseconds since 1970, as the driver counts them. */
  now: () => number;
  /** Lets time pass. */
  skip: (ms: number) => Promise<void>;
  /** Whether nothing can happen any more unless time passes. A real server never tells. */
  isIdle: () => Promise<boolean>;
  /** Lets time pass until the next thing is due. */
  jump: () => Promise<void>;
  /** Comes back when every event that was sent has been taken. */
  arrived: () => Promise<void>;
  /** Comes back when nothing more happens by itself as long as no time passes. */
  settle: () => Promise<void>;
  /** Comes back when nothing is left to do, however much time that takes. */
  rest: () => Promise<void>;
  stop: () => Promise<void>;
};
