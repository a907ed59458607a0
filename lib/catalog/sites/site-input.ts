import { z } from 'zod';
import { refuseField } from '@/lib/kit/errors';

const degrees = (limit: number, message: string) =>
  z.number(message).min(-limit, message).max(limit, message).nullable().default(null);

/** A location in degrees (WGS 84), or none yet. */
export const Location = z
  .object({
    latitude: degrees(90, 'location_latitude'),
    longitude: degrees(180, 'location_longitude'),
  })
  .refine((at) => (at.latitude === null) === (at.longitude === null), {
    path: ['latitude'],
    message: 'location_incomplete',
  });

export const SiteInput = Location.safeExtend({
  name: z.string().trim().min(1, 'field_required').max(80, 'field_too_long'),
  address: z.string().trim().max(300, 'field_too_long').default(''),
});
export type SiteInput = z.input<typeof SiteInput>;

/**
 * Turns a violation of the unique name into a refusal at the field, and rethrows anything else. The constraint
 * decides, because a prior check would race.
 */
export function refuseTakenSite(error: unknown, name: string): never {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('constraint_name' in at && at.constraint_name === 'sites_name_key')
      refuseField('name', 'site_name_taken', { name });
  }
  throw error;
}
