import { createTransport, type Transporter } from 'nodemailer';
import { env } from '@/lib/kit/env';
import { log } from '@/lib/kit/log';
import { type SmtpError, type SmtpFailure, smtpFailureOf } from './rules';

/** A mail as the door takes it; names are free text and are encoded by the mail library. */
export type OutgoingMail = {
  /** Unique to the notification and the same on every try, so that a repeat is recognised as one. */
  id: string;
  fromName: string;
  to: { name: string; address: string };
  subject: string;
  text: string;
  html: string;
  language: string;
};

export type SendOutcome = { kind: 'sent' } | ({ kind: 'failed' } & SmtpFailure);

/** Together well below the lease of a notification. */
const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };

let transport: { url: string; transporter: Transporter } | undefined;

/** Hands one mail to the SMTP server. Never throws for what a mail server may answer. */
export async function sendMail(mail: OutgoingMail): Promise<SendOutcome> {
  const address = senderAddress();
  try {
    await transporter().sendMail({
      messageId: `<${mail.id}@${address.split('@')[1]}>`,
      from: { name: mail.fromName, address },
      to: mail.to,
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
      headers: {
        'Content-Language': mail.language,
        // Out-of-office robots must not answer, and loops must not start.
        'Auto-Submitted': 'auto-generated',
        'X-Auto-Response-Suppress': 'All',
      },
    });
    return { kind: 'sent' };
  } catch (error) {
    // The mail library hangs `code` and `responseCode` on a plain Error.
    const failure = smtpFailureOf(error instanceof Error ? (error as SmtpError) : {});
    // The error itself can quote the login or the recipient, so only our own words reach the log.
    log.warn({ notificationId: mail.id, ...failure }, 'a mail was not taken');
    return { kind: 'failed', ...failure };
  }
}

/** Ends the connections kept for the next mail. */
export function closeMail(): void {
  transport?.transporter.close();
  transport = undefined;
}

function transporter(): Transporter {
  const url = env().SMTP_URL;
  if (url === undefined) throw new Error('SMTP_URL is not set');
  if (transport?.url !== url) {
    closeMail();
    transport = {
      url,
      transporter: createTransport({
        url,
        pool: true,
        maxConnections: 2,
        ...timeouts,
        // A template never names a file or an address to fetch.
        disableFileAccess: true,
        disableUrlAccess: true,
      }),
    };
  }
  return transport.transporter;
}

/** The bare address of `MAIL_FROM` (`Name <address>` or the address alone). */
function senderAddress(): string {
  const { MAIL_FROM, APP_URL } = env();
  const address = MAIL_FROM?.replace(/^.*<([^<>]+)>\s*$/, '$1').trim();
  return address?.includes('@') ? address : `no-reply@${new URL(APP_URL).hostname}`;
}
