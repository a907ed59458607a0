import postgres from 'postgres';
import { APP_ROLE } from '@/db/rights';
import { env } from '@/lib/kit/env';
import { log } from '@/lib/kit/log';

const PROOF_EVERY_MS = 20_000;
/** A notification the subscription sends itself to prove that it still receives. */
const PROOF = '"proof"';

export type Subscription = { stop: () => Promise<void> };

/**
 * Listens to one channel (`netpurse_jobs`, `netpurse_live`) on its own connection. The driver drops a subscription
 * permanently if one reconnect fails, so this one probes itself every 20 s and restarts if the probe does not arrive.
 * Notifications sent meanwhile are lost, so callers also poll at a low rate.
 */
export function subscribe(
  channel: string,
  onNotice: (payload: string) => void,
  proofEveryMs = PROOF_EVERY_MS,
): Subscription {
  let connection: postgres.Sql | undefined;
  let heard = false;
  let isStopped = false;

  const open = async () => {
    const fresh = postgres(env().DATABASE_URL, {
      max: 1,
      idle_timeout: 0,
      connect_timeout: 10,
      fetch_types: false,
      connection: { application_name: `netpurse ${channel}`, role: APP_ROLE },
      onnotice: () => undefined,
    });
    connection = fresh;
    await fresh.listen(channel, (payload) => {
      heard = true;
      if (payload !== PROOF) onNotice(payload);
    });
    heard = true;
  };
  const prove = async () => {
    if (!heard) {
      await connection?.end({ timeout: 1 });
      if (!isStopped) await open();
    }
    heard = false;
    await connection?.notify(channel, PROOF);
  };
  const attempt = () =>
    prove().catch((error: unknown) => {
      if (!isStopped) log.warn({ err: error, channel }, 'not listening, polling instead');
    });

  void attempt();
  const timer = setInterval(() => void attempt(), proofEveryMs);
  timer.unref();
  return {
    stop: async () => {
      isStopped = true;
      clearInterval(timer);
      await connection?.end({ timeout: 1 });
    },
  };
}
