import type { Clock } from './clock';

/** An interruptible sleep that remembers a ring while no one was waiting. */
export class Alarm {
  private readonly clock: Pick<Clock, 'after'>;
  private isRinging = false;
  private wake: (() => void) | undefined;

  constructor(clock: Pick<Clock, 'after'>) {
    this.clock = clock;
  }

  ring(): void {
    this.isRinging = true;
    this.wake?.();
  }

  /** Resolves after `ms`, or at once when rung. */
  async wait(ms: number): Promise<void> {
    if (!this.isRinging && ms > 0) {
      await new Promise<void>((resolve) => {
        const callOff = this.clock.after(ms, resolve);
        this.wake = () => {
          callOff();
          resolve();
        };
      });
    }
    this.wake = undefined;
    this.isRinging = false;
  }
}
