import { z } from 'zod';

/** A confirmed disconnect: of which service, and at which desired version. */
export const EndedCut = z.object({
  service: z.enum(['ppp', 'hotspot']),
  serviceId: z.number().int().positive(),
  version: z.number().int(),
  login: z.string(),
  isWelcome: z.boolean(),
  dropsCookies: z.boolean(),
  ids: z.array(z.string()).readonly(),
});
export type EndedCut = z.infer<typeof EndedCut>;
