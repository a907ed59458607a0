import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { CaughtMessage } from './caught-message';
import { answerMailPages } from './mail-pages';
import { parseMessage } from './parse-message';

const MESSAGES_KEPT = 500;
const MESSAGE_BYTES_MAX = 20 * 1024 * 1024;

export type MailCatcher = {
  /** `smtp://` URL, on loopback, that the application sends to. */
  smtpUrl: string;
  smtpPort: number;
  /** Loopback port of the page and its JSON. */
  webPort: number;
  /** Newest first. */
  messages: () => readonly CaughtMessage[];
  clear: () => void;
  close: () => Promise<void>;
};

/** Starts a mail server that shows messages on a page instead of delivering them. */
export async function startMailCatcher(): Promise<MailCatcher> {
  const messages: CaughtMessage[] = [];
  let nextId = 1;
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    size: MESSAGE_BYTES_MAX,
    disableReverseLookup: true,
    onAuth: (_auth, _session, done) => done(null, { user: 'anyone' }),
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('error', done);
      stream.on('end', () => {
        const recipients = session.envelope.rcptTo.map(({ address }) => address);
        const message = parseMessage(Buffer.concat(chunks));
        messages.unshift({ id: nextId++, receivedAt: new Date(), recipients, ...message });
        messages.splice(MESSAGES_KEPT);
        done();
      });
    },
  });
  // A client that disconnects mid-message must not end the demo.
  smtp.on('error', () => undefined);
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
  const clear = () => void messages.splice(0);
  const web = createServer((request, response) =>
    answerMailPages({ messages, clear }, request, response),
  );
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  const smtpPort = (smtp.server.address() as AddressInfo).port;
  return {
    smtpUrl: `smtp://127.0.0.1:${smtpPort}`,
    smtpPort,
    webPort: (web.address() as AddressInfo).port,
    messages: () => messages,
    clear,
    close: async () => {
      await new Promise<void>((resolve) => smtp.close(() => resolve()));
      web.closeAllConnections();
      await new Promise<void>((resolve) => web.close(() => resolve()));
    },
  };
}
