import 'server-only';
import { isIP } from 'node:net';
import { env } from '@/lib/kit/env';

/** The name people open the portal under; null when its address has none. */
export function portalHostOf(): string | null {
  const { hostname } = new URL(env().APP_URL);
  const isName = isIP(hostname) === 0 && !hostname.startsWith('[') && hostname !== 'localhost';
  return isName ? hostname : null;
}
