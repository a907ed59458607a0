import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CaughtMessage } from './caught-message';

type Box = { messages: readonly CaughtMessage[]; clear: () => void };

type Answer = {
  status: number;
  type: string;
  body: string | Buffer;
  headers?: Record<string, string>;
};

/** Serves the list, single messages and their parts, and the same as JSON under `/api/messages`. */
export function answerMailPages(
  box: Box,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { status, type, body, headers } = route(box, request);
  response.writeHead(status, {
    'content-type': type,
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  response.end(body);
}

function route(box: Box, request: IncomingMessage): Answer {
  const url = new URL(request.url ?? '/', 'http://mail.localhost');
  if (request.method === 'DELETE' && url.pathname === '/api/messages') {
    box.clear();
    return plain(204, '');
  }
  if (request.method !== 'GET') return plain(405, 'Only GET');
  if (url.pathname === '/') return html(listPage(box.messages));
  if (url.pathname !== '/api/messages') return routeMessage(box, url.pathname.split('/').slice(1));
  const to = url.searchParams.get('to');
  const found = box.messages.filter(({ recipients }) => to === null || recipients.includes(to));
  return { status: 200, type: 'application/json', body: JSON.stringify(found.map(summary)) };
}

function routeMessage(box: Box, [folder, id, part, index]: string[]): Answer {
  const message = box.messages.find((each) => String(each.id) === id);
  if (folder !== 'messages' || message === undefined) return plain(404, 'No such message');
  if (part === undefined) return html(messagePage(message));
  if (part === 'html') return html(message.html || `<pre>${quote(message.text)}</pre>`, true);
  const attachment = part === 'attachments' ? message.attachments[Number(index)] : undefined;
  if (attachment === undefined) return plain(404, 'No such attachment');
  const headers = { 'content-disposition': 'attachment' };
  return { status: 200, type: attachment.contentType, body: attachment.content, headers };
}

function summary(message: CaughtMessage) {
  const attachments = message.attachments.map(({ filename, contentType, content }) => ({
    filename,
    contentType,
    bytes: content.length,
  }));
  return { ...message, attachments };
}

function listPage(messages: readonly CaughtMessage[]): string {
  const rows = messages.map(
    (
      message,
    ) => `<li><a href="/messages/${message.id}"><b>${quote(message.subject || '(no subject)')}</b>
      <span>${quote(message.recipients.join(', '))}</span>
      <time>${message.receivedAt.toISOString().slice(11, 19)} UTC</time></a></li>`,
  );
  const body = rows.length > 0 ? `<ul>${rows.join('')}</ul>` : '<p>No mail was sent yet.</p>';
  return page('Mail', `<p class="note">Nothing here leaves this machine.</p>${body}`);
}

function messagePage(message: CaughtMessage): string {
  const attachments = message.attachments.map(
    ({ filename }, index) =>
      `<a href="/messages/${message.id}/attachments/${index}">${quote(filename)}</a>`,
  );
  return page(
    message.subject || '(no subject)',
    `<p><a href="/">All mail</a></p>
     <p>From ${quote(message.from)}<br>To ${quote(message.recipients.join(', '))}</p>
     ${attachments.length > 0 ? `<p>Attached: ${attachments.join(', ')}</p>` : ''}
     <iframe sandbox="allow-popups" title="Message" src="/messages/${message.id}/html"></iframe>
     <details><summary>Plain text</summary><pre>${quote(message.text)}</pre></details>`,
  );
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>${quote(title)} · caught mail</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { max-width: 56rem; margin: 2rem auto; padding: 0 1rem }
  ul { list-style: none; padding: 0 } li a { display: flex; gap: 1rem; padding: .6rem 0; color: inherit;
    text-decoration: none; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent) }
  li b { flex: 1 } .note, time { opacity: .75 } pre { white-space: pre-wrap }
  iframe { width: 100%; height: 34rem; border: 1px solid color-mix(in srgb, currentColor 20%, transparent);
    background: #fff }
</style><h1>${quote(title)}</h1>${body}</html>`;
}

function html(body: string, isMessage = false): Answer {
  // A message's HTML is untrusted: it may run no script and load nothing.
  const policy = isMessage
    ? "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    : "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'";
  const headers = { 'content-security-policy': policy };
  return { status: 200, type: 'text/html; charset=utf-8', body, headers };
}

function plain(status: number, body: string): Answer {
  return { status, type: 'text/plain; charset=utf-8', body };
}

function quote(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
