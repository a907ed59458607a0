import { restMs } from '@/lib/jobs/rules/rest';
import type { Clock } from './clock';

/** The rest between two deliveries of events. */
export class Rest {
  private readonly clock: Pick<Clock, 'now'>;
  private beganAt = 0;
  private endsAt = 0;

  constructor(clock: Pick<Clock, 'now'>) {
    this.clock = clock;
  }

  /** Begins now, after work that began at `workedFrom`. */
  begin(workedFrom: number): void {
    this.beganAt = this.clock.now();
    this.endsAt = this.beganAt + restMs(this.beganAt - workedFrom);
  }

  /** Milliseconds of it still to come. None when the clock went back behind its beginning: nobody rests for an hour. */
  left(): number {
    const now = this.clock.now();
    return now < this.beganAt ? 0 : Math.max(this.endsAt - now, 0);
  }
}
