import { createTransport, type Transporter } from 'nodemailer';
import { env } from '@/lib/kit/env';
import { log } from '@/lib/kit/log';
import { type SmtpError, type SmtpFailure, smtpFailureOf } from './rules';

/** A mail to send; names are free text and are encoded by the mail library. */
export type OutgoingMail = {
  /** Unique to the notification and the same on every attempt, so that duplicates can be recognised. */
  id: string;
  fromName: string;
  to: { name: string; address: string };
  subject: string;
  text: string;
  html: string;
  language: string;
};

export type SendOutcome = { kind: 'sent' } | ({ kind: 'failed' } & SmtpFailure);

/** Their sum is well below a notification's lease. */
const timeouts = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 30_000 };

let transport: { url: string; transporter: Transporter } | undefined;

/** Hands one mail to the SMTP server. Never throws for a server's response. */
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
        // Prevents auto-replies and mail loops.
        'Auto-Submitted': 'auto-generated',
        'X-Auto-Response-Suppress': 'All',
      },
    });
    return { kind: 'sent' };
  } catch (error) {
    // The mail library attaches `code` and `responseCode` to a plain Error.
    const failure = smtpFailureOf(error instanceof Error ? (error as SmtpError) : {});
    // The error can quote the login or the recipient, so only our own words are logged.
    log.warn({ notificationId: mail.id, ...failure }, 'a mail was not taken');
    return { kind: 'failed', ...failure };
  }
}

/** Closes the pooled connections. */
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
        // A template must never make the library read a file or fetch a URL.
        disableFileAccess: true,
        disableUrlAccess: true,
      }),
    };
  }
  return transport.transporter;
}

/** Returns the bare address of `MAIL_FROM` (`Name <address>` or the address alone). */
function senderAddress(): string {
  const { MAIL_FROM, APP_URL } = env();
  const address = MAIL_FROM?.replace(/^.*<([^<>]+)>\s*$/, '$1').trim();
  return address?.includes('@') ? address : `no-reply@${new URL(APP_URL).hostname}`;
}
