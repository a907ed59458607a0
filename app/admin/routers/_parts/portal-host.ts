import 'server-only';
import { isIP } from 'node:net';
import { env } from '@/lib/kit/env';

/** The portal's host name; null when people open it by IP address. */
export function portalHostOf(): string | null {
  const { hostname } = new URL(env().APP_URL);
  const isName = isIP(hostname) === 0 && !hostname.startsWith('[') && hostname !== 'localhost';
  return isName ? hostname : null;
}
