/** Faults of webhook delivery. Shares are between 0 and 1 and drawn from the seeded source. */
export type WebhookChaos = {
  /** Share of deliveries that are lost for good. */
  dropShare: number;
  /** Event types that are never delivered. */
  dropTypes: string[];
  delayMs: number;
  /** Delays each delivery by a random part of this, so that events arrive out of order. */
  shuffleWithinMs: number;
  /** Copies sent at the same time; 1 means no duplicates. */
  copies: number;
  badSignature: boolean;
  /** Adds a second v1= signature by another secret, as during a secret rotation. */
  twoSignatures: boolean;
  /** Renders the event in this API version. */
  apiVersion: string | null;
};

export type ApiFaultKind =
  | 'rate_limit'
  | 'error_before_commit'
  | 'error_after_commit'
  | 'hang'
  | 'hang_after_commit'
  | 'reset'
  | 'reset_after_commit'
  | 'slow'
  /** A list that does not contain yet what was just made. */
  | 'lagging_list';

/** A fault injected into the next matching requests. */
export type ApiFault = {
  kind: ApiFaultKind;
  /** Matches requests whose path contains this. */
  path?: string;
  method?: string;
  /** Number of requests affected. */
  times: number;
  /** Duration of a hang or slow response. */
  durationMs: number;
};

const calm: WebhookChaos = {
  dropShare: 0,
  dropTypes: [],
  delayMs: 0,
  shuffleWithinMs: 0,
  copies: 1,
  badSignature: false,
  twoSignatures: false,
  apiVersion: null,
};
const HANG_MS = 120_000;

export class Chaos {
  webhooks: WebhookChaos = structuredClone(calm);
  private faults: ApiFault[] = [];

  setWebhooks(change: Partial<WebhookChaos>): void {
    this.webhooks = { ...this.webhooks, ...change };
  }

  failNext(fault: Pick<ApiFault, 'kind'> & Partial<ApiFault>): void {
    this.faults.push({ times: 1, durationMs: HANG_MS, ...fault });
  }

  takeFault(method: string, path: string): ApiFault | undefined {
    const fault = this.faults.find(
      (one) => path.includes(one.path ?? '') && (one.method ?? method) === method,
    );
    if (!fault) return undefined;
    fault.times -= 1;
    if (fault.times <= 0) this.faults = this.faults.filter((one) => one !== fault);
    return fault;
  }

  reset(): void {
    this.webhooks = structuredClone(calm);
    this.faults = [];
  }
}
