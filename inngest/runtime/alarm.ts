import type { Clock } from './clock';

/** A sleep that can be cut short, and that remembers being rung while nobody slept. */
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

  /** Comes back after `ms`, or at once when rung. */
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
