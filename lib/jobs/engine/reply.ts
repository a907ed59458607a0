import { z } from 'zod';

/** One operation the SDK asks for. `id` is the sha1 of the step's id. */
export const Op = z.object({
  id: z.string().min(1),
  op: z.string(),
  name: z.string().nullish(),
  displayName: z.string().nullish(),
  opts: z.record(z.string(), z.unknown()).nullish(),
  data: z.unknown().optional(),
  error: z.unknown().optional(),
});
export type Op = z.infer<typeof Op>;

/** What one call came to, whatever carried it. `retryAfter` is the raw header: seconds or an instant. */
export type Reply =
  | { kind: 'returned'; output: unknown }
  | { kind: 'ops'; ops: Op[]; retryAfter: string | null }
  | { kind: 'retry'; error: unknown; retryAfter: string | null }
  | { kind: 'failed'; error: unknown };
