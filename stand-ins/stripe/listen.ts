import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { answerApi } from './answer-api';
import { answerControl } from './answer-control';
import { answerHosted } from './answer-hosted';
import type { Chaos } from './chaos';
import type { WebhookSender } from './webhooks';
import type { World } from './world';

type Parts = {
  world: World;
  chaos: Chaos;
  sender: WebhookSender;
};

const BODY_BYTES_MAX = 1_000_000;

/** Listens on one loopback port; proxied requests reach only the hosted pages. */
export function listen(parts: Parts, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    answer(parts, request, response).catch((error: unknown) => {
      process.stderr.write(`stripe stand-in: ${error instanceof Error ? error.stack : error}\n`);
      if (!response.headersSent) response.statusCode = 500;
      response.end();
    });
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

async function answer(
  parts: Parts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = request.url ?? '/';
  const isPrivate = /^\/(v1|v2|_control)(\/|$)/.test(path);
  if (isPrivate && !isDirect(request)) {
    response.statusCode = 404;
    response.end();
    return;
  }
  const body = await readBody(request);
  if (body === null) {
    response.statusCode = 413;
    response.end();
    return;
  }
  if (path.startsWith('/_control')) return answerControl(parts, request, response, body);
  if (isPrivate) return answerApi(parts, request, response, body);
  answerHosted(parts.world, request, response, body);
}

/** The API and controls are for this machine only, so requests forwarded by a front door are rejected. */
function isDirect(request: IncomingMessage): boolean {
  const { host = '', 'x-forwarded-host': forwarded } = request.headers;
  return forwarded === undefined && /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host);
}

async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_BYTES_MAX) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
