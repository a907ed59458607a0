import type { services } from '@/db/schema/services';
import { unseal } from '@/lib/kit/crypto';
import { env } from '@/lib/kit/env';
import { logDefect } from '@/lib/kit/log';

type Sealed = {
  service: Pick<typeof services.$inferSelect, 'id' | 'customerId' | 'passwordSealed'>;
  customerPassword: string | null;
};

export type PasswordOf = (sealed: Sealed) => string | null;

/**
 * Decrypts a service's password, or the customer's if the service has none. Null for one that cannot be decrypted, so
 * that it stops only its own service and not every other one of the router.
 */
export function openPassword(sealed: Sealed): string | null {
  try {
    return unsealPassword(sealed);
  } catch (error) {
    logDefect(error, { serviceId: sealed.service.id, at: 'service password' });
    return null;
  }
}

function unsealPassword({ service, customerPassword }: Sealed): string | null {
  const keys = env().ENCRYPTION_KEYS;
  if (service.passwordSealed !== null) {
    return unseal(keys, service.passwordSealed, `service:${service.id}|password`);
  }
  if (customerPassword === null) return null;
  return unseal(keys, customerPassword, `customer:${service.customerId}|service_password`);
}

/** A placeholder for a password that is not needed, so that the service does not seem to lack one. */
export function notOpened({ service, customerPassword }: Sealed): string | null {
  return service.passwordSealed === null && customerPassword === null ? null : '(not opened)';
}
