import { z } from 'zod';

/** The options the executor uses; the SDK sends more. Durations are `2s` or ISO instants. */
const OpOptions = z.object({
  duration: z.string().optional(),
  timeout: z.string().optional(),
  event: z.string().optional(),
  if: z.string().optional(),
  function_id: z.string().optional(),
  payload: z.object({ data: z.unknown() }).partial().optional(),
  parallelMode: z.string().optional(),
});

/** One operation the SDK requests. `id` is the SHA-1 of the step's id. */
export const Op = z.object({
  id: z.string().min(1),
  op: z.string(),
  name: z.string().nullish(),
  displayName: z.string().nullish(),
  opts: OpOptions.nullish(),
  data: z.unknown().optional(),
  error: z.unknown().optional(),
});
export type Op = z.infer<typeof Op>;

/** The outcome of one call, whatever the transport. `retryAfter` is the raw header: seconds or an instant. */
export type Reply =
  | { kind: 'returned'; output: unknown }
  | { kind: 'ops'; ops: Op[]; retryAfter: string | null }
  | { kind: 'retry'; error: unknown; retryAfter: string | null }
  | { kind: 'failed'; error: unknown };
