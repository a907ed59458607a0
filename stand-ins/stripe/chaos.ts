/** What goes wrong with webhooks. Shares are between 0 and 1 and drawn from the seeded source. */
export type WebhookChaos = {
  /** Share of deliveries that are lost for ever. */
  dropShare: number;
  /** Event types that are lost for ever. */
  dropTypes: string[];
  delayMs: number;
  /** Each delivery waits a random part of this: later events overtake earlier ones. */
  shuffleWithinMs: number;
  /** Copies sent at the same time, 1 for none extra. */
  copies: number;
  badSignature: boolean;
  /** A second, foreign v1= value, as during a rotation of the secret. */
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
  | 'slow';

/** A fault for the next matching requests. */
export type ApiFault = {
  kind: ApiFaultKind;
  /** Matches when the request's path contains it. */
  path?: string;
  method?: string;
  /** How many requests it hits. */
  times: number;
  /** Length of a hang or slow answer. */
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
