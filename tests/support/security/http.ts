import { HttpSession } from '@/demo/http-session';
import type { RealIds } from './real-address';
import type { Rows } from './world';
import { secrets } from './world-words';

export const port = Number(new URL(process.env['NETPURSE_URL'] ?? 'http://localhost').port);

/** Signs in through the endpoint for programs; the page's form runs the same check. */
export async function signIn(
  email: string,
  password: string = secrets.password,
): Promise<HttpSession> {
  const session = new HttpSession(port);
  const { csrfToken } = JSON.parse((await session.get('/api/auth/csrf')).text) as {
    csrfToken: string;
  };
  const form = { email, password, csrfToken, json: 'true' };
  const body = new URLSearchParams(form).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const address = '/api/auth/callback/credentials';
  const { status } = await session.send(address, { method: 'POST', headers, body });
  if (status !== 200) throw new Error(`${email} could not sign in: ${status}`);
  return session;
}

/** By segment name, or by the preceding segment where one name stands for several kinds of rows. */
export function idsOf(rows: Rows): RealIds {
  return {
    ...rows,
    ...{ 'orders/id': rows.orderId, 'services/id': rows.serviceId },
    ...{ 'top-ups/id': rows.paidTopUpId, 'change/itemId': rows.targetItemId },
    ...{ 'audit/id': 1, entryId: 1, 'runs/id': rows.runId, 'networks/id': rows.networkId },
    ...{ 'pools/id': rows.poolId, 'sites/id': rows.siteId, 'roll-outs/id': rows.rolloutId },
    ...{ token: 'not-a-token', nextauth: 'session', month: '2026-01' },
  };
}
