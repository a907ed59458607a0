import { type Applied, applyReply, type Backoff } from '@/lib/jobs/engine/apply-reply';
import type { Claim } from '@/lib/jobs/engine/claim-calls';
import type { EngineCtx } from '@/lib/jobs/engine/context';
import { loadCall } from '@/lib/jobs/engine/load-call';
import type { Reply } from '@/lib/jobs/engine/op';
import { log } from '@/lib/kit/log';
import { Alarm } from './alarm';
import type { Clock } from './clock';
import type { SdkDoor } from './sdk-door';

/** A call whose process died this often would bring down every process that runs it. */
const INTERRUPTIONS_MAX = 5;

/** Their sum is shorter than a lease. */
const recordPausesMs = [250, 500, 1_000, 2_000, 4_000, 8_000];

type Job = {
  claim: Claim;
  door: SdkDoor;
  clock: Clock;
  backoff: Backoff;
  ctx: () => EngineCtx;
  isStopping: () => boolean;
  /** Called before each request to the SDK. */
  onCall: () => void;
};

/**
 * Makes one claimed call, records its outcome, and continues with the run while it can. Never rejects: if the outcome
 * cannot be recorded (a long database outage), the lease expires and the call is repeated.
 */
export async function performCall(job: Job): Promise<void> {
  const { claim, door, clock, backoff, ctx, isStopping, onCall } = job;
  let current = claim;
  try {
    for (let outcome: Applied = 'continue'; outcome === 'continue'; ) {
      onCall();
      const reply = await callFunction({ claim: current, door, ctx });
      if (reply === null) return;
      const options = { backoff, keepLease: !isStopping() };
      const answered = current;
      outcome = await record(clock, () => applyReply(ctx(), answered, reply, options));
      if (outcome === 'stale') log.warn(about(claim), 'jobs: a late reply was refused');
      current = { ...claim, attempt: 0, interruptions: 0 };
    }
  } catch (error) {
    log.error({ ...about(claim), err: error }, 'jobs: a call could not be recorded');
  }
}

/** Retries for a while: the work is done, and repeating it costs more than waiting. */
async function record<T>(clock: Clock, write: () => Promise<T>): Promise<T> {
  for (const pauseMs of recordPausesMs) {
    try {
      return await write();
    } catch (error) {
      log.warn({ err: error }, 'jobs: recording a reply failed, trying again');
      await new Alarm(clock).wait(pauseMs);
    }
  }
  return write();
}

async function callFunction({
  claim,
  door,
  ctx,
}: Pick<Job, 'claim' | 'door' | 'ctx'>): Promise<Reply | null> {
  if (claim.interruptions > INTERRUPTIONS_MAX) {
    const message = 'The process ended every time this was tried.';
    return { kind: 'failed', error: { name: 'Interrupted', message } };
  }
  const call = await loadCall(ctx(), claim);
  if (call === null) return null;
  try {
    return await door.call(call);
  } catch (error) {
    log.error({ ...about(claim), err: error }, 'jobs: the SDK did not answer');
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return { kind: 'retry', error: { name, message }, retryAfter: null };
  }
}

function about(claim: Claim) {
  return { functionId: claim.functionId, runId: claim.runId, attempt: claim.attempt };
}
