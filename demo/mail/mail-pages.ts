import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CaughtMessage } from './mail-catcher';

type Box = { messages: readonly CaughtMessage[]; clear: () => void };

/** The list, one message, its parts, and the same as JSON under `/api/messages`. */
export function answerMailPages(
  box: Box,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const url = new URL(request.url ?? '/', 'http://mail.localhost');
  const [, first, second, third, fourth] = url.pathname.split('/');
  if (request.method === 'DELETE' && url.pathname === '/api/messages') {
    box.clear();
    return send(response, 204, 'text/plain', '');
  }
  if (request.method !== 'GET') return send(response, 405, 'text/plain', 'Only GET');
  if (url.pathname === '/') return html(response, listPage(box.messages));
  if (first === 'api' && second === 'messages') {
    const to = url.searchParams.get('to');
    const found = box.messages.filter(({ recipients }) => to === null || recipients.includes(to));
    return send(response, 200, 'application/json', JSON.stringify(found.map(summary)));
  }
  const message = box.messages.find(({ id }) => String(id) === second);
  if (first !== 'messages' || message === undefined) {
    return send(response, 404, 'text/plain', 'No such message');
  }
  if (third === undefined) return html(response, messagePage(message));
  if (third === 'html') return html(response, message.html || `<pre>${escape(message.text)}</pre>`, true);
  const attachment = third === 'attachments' ? message.attachments[Number(fourth)] : undefined;
  if (attachment === undefined) return send(response, 404, 'text/plain', 'No such attachment');
  response.setHeader('content-disposition', 'attachment');
  send(response, 200, attachment.contentType, attachment.content);
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
    (message) => `<li><a href="/messages/${message.id}"><b>${escape(message.subject || '(no subject)')}</b>
      <span>${escape(message.recipients.join(', '))}</span>
      <time>${message.receivedAt.toISOString().slice(11, 19)} UTC</time></a></li>`,
  );
  const body = rows.length > 0 ? `<ul>${rows.join('')}</ul>` : '<p>No mail was sent yet.</p>';
  return page('Mail', `<p class="note">Nothing here leaves this machine.</p>${body}`);
}

function messagePage(message: CaughtMessage): string {
  const attachments = message.attachments.map(
    ({ filename }, index) =>
      `<a href="/messages/${message.id}/attachments/${index}">${escape(filename)}</a>`,
  );
  return page(
    message.subject || '(no subject)',
    `<p><a href="/">All mail</a></p>
     <p>From ${escape(message.from)}<br>To ${escape(message.recipients.join(', '))}</p>
     ${attachments.length > 0 ? `<p>Attached: ${attachments.join(', ')}</p>` : ''}
     <iframe sandbox="allow-popups" title="Message" src="/messages/${message.id}/html"></iframe>
     <details><summary>Plain text</summary><pre>${escape(message.text)}</pre></details>`,
  );
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>${escape(title)} · caught mail</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { max-width: 56rem; margin: 2rem auto; padding: 0 1rem }
  ul { list-style: none; padding: 0 } li a { display: flex; gap: 1rem; padding: .6rem 0; color: inherit;
    text-decoration: none; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent) }
  li b { flex: 1 } .note, time { opacity: .75 } pre { white-space: pre-wrap }
  iframe { width: 100%; height: 34rem; border: 1px solid color-mix(in srgb, currentColor 20%, transparent);
    background: #fff }
</style><h1>${escape(title)}</h1>${body}</html>`;
}

function html(response: ServerResponse, body: string, isMessage = false): void {
  // A message's own markup may come from anybody: it runs no script and reaches nothing.
  const policy = isMessage
    ? "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    : "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'";
  response.setHeader('content-security-policy', policy);
  send(response, 200, 'text/html; charset=utf-8', body);
}

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { 'content-type': type, 'x-content-type-options': 'nosniff' });
  response.end(body);
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
