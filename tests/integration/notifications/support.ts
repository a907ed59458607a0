import { getSql } from '@/db/client';
import { resetEnv } from '@/lib/kit/env';
import { type Delivery, deliverNotification } from '@/lib/notifications/deliver-notification';
import { closeMail } from '@/lib/notifications/smtp';
import { type MailCatcher, startMailCatcher } from '@/stand-ins/mail/mail-catcher';
import { givenCustomer, systemCtx } from '@/tests/support/fixtures';

/** Points the product at an SMTP server, or at none. */
export function setMailServer(url: string | undefined): void {
  closeMail();
  if (url === undefined) delete process.env['SMTP_URL'];
  else Object.assign(process.env, { SMTP_URL: url, MAIL_FROM: 'Harbour <mail@harbour.test>' });
  resetEnv();
}

/** Starts a real SMTP server on loopback for the product to send to. */
export async function startMailServer(): Promise<MailCatcher> {
  const catcher = await startMailCatcher();
  setMailServer(catcher.smtpUrl);
  return catcher;
}

/** An address where nothing listens. */
export const DEAD_SERVER = 'smtp://robot:hunter2-secret@127.0.0.1:9';

export async function givenMailedCustomer(
  over: Parameters<typeof givenCustomer>[0] = {},
): Promise<{ customerId: number; address: string }> {
  const customerId = await givenCustomer(over);
  const address = `customer${customerId}@example.test`;
  await getSql()`update customers set email = ${address} where id = ${customerId}`;
  return { customerId, address };
}

/** Sends everything due, one by one, as a round does. */
export async function deliverAll(now: Date): Promise<Delivery[]> {
  const deliveries: Delivery[] = [];
  for (;;) {
    const delivery = await deliverNotification(systemCtx(now));
    if (delivery.kind === 'idle') return deliveries;
    deliveries.push(delivery);
  }
}

export type MailRow = {
  id: string;
  template: string;
  state: string;
  suppress_reason: string | null;
  attempts: number;
  last_error: string | null;
  due_at: Date;
};

export async function mailsOf(customerId: number): Promise<MailRow[]> {
  return getSql()<MailRow[]>`
    select id, template, state, suppress_reason, attempts, last_error, due_at
    from notifications where customer_id = ${customerId} order by created_at, id`;
}

/** Every value in the database as text, for checking what must not be stored. */
export async function everythingStored(): Promise<string> {
  const tables = await getSql()<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'public'`;
  const dumps = await Promise.all(
    tables.map(({ name }) =>
      getSql().unsafe(`select coalesce(string_agg(t::text, ' '), '') as all_rows from ${name} t`),
    ),
  );
  return dumps.map(([row]) => String(row?.['all_rows'])).join('\n');
}
