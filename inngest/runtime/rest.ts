import { restMs } from '@/lib/jobs/rules/rest';
import type { Clock } from './clock';

/** The pause between two deliveries of events. */
export class Rest {
  private readonly clock: Pick<Clock, 'now'>;
  private beganAt = Number.NEGATIVE_INFINITY;
  private endsAt = Number.NEGATIVE_INFINITY;

  constructor(clock: Pick<Clock, 'now'>) {
    this.clock = clock;
  }

  /** Starts the pause now, after work that started at `workedFrom`. */
  begin(workedFrom: number): void {
    this.beganAt = this.clock.now();
    this.endsAt = this.beganAt + restMs(this.beganAt - workedFrom);
  }

  /**
   * Returns the remaining milliseconds, for a pause of at least `atLeastMs`. Zero if the clock was set back to before
   * its start, or the pause could last hours.
   */
  left(atLeastMs = 0): number {
    const now = this.clock.now();
    return now < this.beganAt ? 0 : Math.max(this.endsAt - now, this.beganAt + atLeastMs - now, 0);
  }
}
