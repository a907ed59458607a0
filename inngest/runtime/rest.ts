import { restMs } from '@/lib/jobs/rules/rest';
import type { Clock } from './clock';

/** The rest between two deliveries of events. */
export class Rest {
  private readonly clock: Pick<Clock, 'now'>;
  private beganAt = Number.NEGATIVE_INFINITY;
  private endsAt = Number.NEGATIVE_INFINITY;

  constructor(clock: Pick<Clock, 'now'>) {
    this.clock = clock;
  }

  /** Begins now, after work that began at `workedFrom`. */
  begin(workedFrom: number): void {
    this.beganAt = this.clock.now();
    this.endsAt = this.beganAt + restMs(this.beganAt - workedFrom);
  }

  /** Milliseconds of it still to come, where it lasts `atLeastMs`. None when the clock went back behind its beginning: nobody rests for an hour. */
  left(atLeastMs = 0): number {
    const now = this.clock.now();
    return now < this.beganAt ? 0 : Math.max(this.endsAt - now, this.beganAt + atLeastMs - now, 0);
  }
}
