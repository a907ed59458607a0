import type { Inngest, InngestFunction } from 'inngest';
import { serve } from 'inngest/edge';
import { z } from 'zod';
import type { Call } from '@/lib/jobs/engine/load-call';
import { Op, type Reply } from '@/lib/jobs/engine/op';
import { FunctionSpec } from '@/lib/jobs/rules/function-spec';
import { canonicalJson } from './canonical-json';
import { signBody } from './sign-body';

/** Never dialled: requests go directly to the SDK's handler. */
const ENDPOINT = 'http://embedded.netpurse.internal/api/inngest';

/** Inngest's limit for a run's state, all of which is sent with every call. */
const BODY_CHARS_MAX = 32 * 1024 * 1024;

export type SdkDoor = {
  /** The functions' declarations: triggers, limits, retries. */
  describeFunctions: () => Promise<FunctionSpec[]>;
  call: (call: Call) => Promise<Reply>;
};

/**
 * Speaks Inngest's protocol to the SDK in this process, signed exactly as by a real server, so that the functions run
 * unmodified and the handler has no unsigned entry.
 */
export function openSdkDoor(
  client: Inngest.Any,
  functions: readonly InngestFunction.Any[],
  signingKey: string,
): SdkDoor {
  const handle = serve({ client, functions: [...functions] });
  const send = (method: 'PUT' | 'POST', query: string, text: string) =>
    handle(
      new Request(`${ENDPOINT}${query}`, {
        method,
        body: text,
        headers: {
          host: new URL(ENDPOINT).host,
          'content-type': 'application/json',
          'x-inngest-signature': signBody(text, signingKey, Date.now()),
          ...(method === 'PUT' ? { 'x-inngest-sync-kind': 'in_band' } : {}),
        },
      }),
    );
  return {
    describeFunctions: async () => {
      const response = await send('PUT', '', canonicalJson({ url: ENDPOINT }));
      if (!response.ok) throw new Error(`the SDK refused the sync with ${response.status}`);
      return z.object({ functions: z.array(FunctionSpec) }).parse(await response.json()).functions;
    },
    call: async ({ functionId, stepId, body }) => {
      const query = new URLSearchParams({ fnId: functionId, stepId });
      const text = canonicalJson(body);
      if (text.length > BODY_CHARS_MAX) return { kind: 'failed', error: tooLarge };
      return toReply(await send('POST', `?${query}`, text));
    },
  };
}

const tooLarge = {
  name: 'StateTooLarge',
  message: 'All that this run remembers is larger than a run may remember.',
};

async function toReply(response: Response): Promise<Reply> {
  const body: unknown = await response.json();
  const retryAfter = response.headers.get('retry-after');
  if (response.status === 200) return { kind: 'returned', output: body };
  if (response.status === 206) {
    const ops = z.union([z.array(Op), Op.transform((op) => [op])]).parse(body);
    return { kind: 'ops', ops, retryAfter };
  }
  const isFinal = response.headers.get('x-inngest-no-retry') === 'true';
  return isFinal ? { kind: 'failed', error: body } : { kind: 'retry', error: body, retryAfter };
}
