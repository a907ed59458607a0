/** A sleep that can be cut short, and that remembers being rung while nobody slept. */
export class Alarm {
  private isRinging = false;
  private wake: (() => void) | undefined;

  ring(): void {
    this.isRinging = true;
    this.wake?.();
  }

  /** Comes back after `ms`, or at once when rung. */
  async wait(ms: number): Promise<void> {
    if (!this.isRinging && ms > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.wake = undefined;
    this.isRinging = false;
  }
}
