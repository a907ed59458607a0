import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApiFault, Chaos } from './chaos';
import { StripeFault } from './errors';
import { expanded } from './expanded';
import { decodeForm, type FormObject } from './form';
import { claimKey, keepResult, releaseKey } from './idempotency';
import type { IdempotentResult } from './objects';
import { type Route, routes } from './routes';
import { API_VERSION, type World } from './world';

type Reply = {
  status: number;
  body: string;
};
type Call = {
  method: string;
  path: string;
  query: string;
  body: string;
  key: string | undefined;
  requestId: string;
  version: string | undefined;
};

const FIRST_VERSION_WITHOUT_METHOD_TYPES = '2026-10-28';

/** Handles one API request: key check, chaos, idempotency, route, JSON. */
export async function answerApi(
  parts: { world: World; chaos: Chaos },
  request: IncomingMessage,
  response: ServerResponse,
  body: string,
): Promise<void> {
  const { world, chaos } = parts;
  const url = new URL(request.url ?? '/', 'http://stand-in');
  const key = header(request, 'idempotency-key');
  const call: Call = {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.search.slice(1),
    body,
    key: request.method === 'POST' ? key : undefined,
    requestId: world.random.id('req', 14),
    version: header(request, 'stripe-version'),
  };
  response.setHeader('request-id', call.requestId);
  response.setHeader('stripe-version', call.version ?? API_VERSION);
  if (call.key) response.setHeader('idempotency-key', call.key);
  const fault = chaos.takeFault(call.method, call.path);
  if (await faultBefore(fault, request, response)) return;
  const reply = await answer(world, request, response, { call, fault });
  if (await faultAfter(fault, request)) return;
  send(response, reply);
}

async function answer(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  { call, fault }: { call: Call; fault: ApiFault | undefined },
): Promise<Reply> {
  try {
    checkKey(header(request, 'authorization'));
    const first = call.key ? claimKey(world, { ...call, key: call.key }) : null;
    if (first?.reply) return replay(response, first, first.reply);
  } catch (error) {
    const reply = refusal(error);
    if (reply.status === 409) response.setHeader('stripe-should-retry', 'true');
    return reply;
  }
  // A slow request holds its key, so a concurrent one with the same key gets the 409.
  if (fault?.kind === 'slow') await pause(fault.durationMs);
  const performed = perform(world, call);
  const done = fault?.kind === 'lagging_list' ? emptied(performed) : performed;
  const reply = fault?.kind === 'error_after_commit' ? serverError() : done;
  if (call.key) remember(world, call.key, reply);
  return reply;
}

function perform(world: World, call: Call): Reply {
  try {
    return { status: 200, body: JSON.stringify(dispatch(world, call), null, 2) };
  } catch (error) {
    return refusal(error);
  }
}

function emptied({ status, body }: Reply): Reply {
  const list = { ...(JSON.parse(body) as object), data: [], has_more: false };
  return { status, body: JSON.stringify(list, null, 2) };
}

/** Stores results of requests that began, including declines and server errors, but not rejected input. */
function remember(world: World, key: string, reply: Reply): void {
  const isWork = reply.status < 300 || reply.status === 402 || reply.status >= 500;
  if (isWork) keepResult(world, key, reply);
  else releaseKey(world, key);
}

function dispatch(world: World, call: Call): object {
  const input = decoded(call.method === 'GET' ? call.query : call.body);
  refuseRetiredParams(call, input);
  const { route, id } = findRoute(call);
  world.cause = { requestId: call.requestId, idempotencyKey: call.key ?? null };
  return expanded(world, route.run(world, input, id), input);
}

function decoded(text: string): FormObject {
  try {
    return decodeForm(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new StripeFault(400, {
      type: 'invalid_request_error',
      message: `Received malformed parameter: ${error.message.slice(0, 100)}`,
    });
  }
}

// The newest API version renamed this parameter; clients without a version header keep the old name.
function refuseRetiredParams(call: Call, input: FormObject): void {
  const isNew = (call.version ?? '') >= FIRST_VERSION_WITHOUT_METHOD_TYPES;
  if (!isNew || call.method !== 'POST' || input['payment_method_types'] === undefined) return;
  throw new StripeFault(400, {
    type: 'invalid_request_error',
    code: 'parameter_unknown',
    param: 'payment_method_types',
    message: 'Received unknown parameter: payment_method_types',
  });
}

function findRoute(call: Call): { route: Route; id: string } {
  for (const route of routes) {
    const match = route.method === call.method ? route.pattern.exec(call.path) : null;
    if (match) return { route, id: match[1] ?? '' };
  }
  throw new StripeFault(404, {
    type: 'invalid_request_error',
    message: `Unrecognized request URL (${call.method}: ${call.path}).`,
  });
}

function checkKey(authorization: string | undefined): void {
  const key = authorization?.startsWith('Basic ')
    ? Buffer.from(authorization.slice(6), 'base64').toString().split(':')[0]
    : authorization?.replace(/^Bearer /, '');
  if (key && /^(sk|rk)_test_\w{3,}$/.test(key)) return;
  throw new StripeFault(401, {
    type: 'invalid_request_error',
    message: /^(sk|rk)_live_/.test(key ?? '')
      ? 'This is a stand-in for tests: it never takes live keys.'
      : `Invalid API Key provided: ${key ? `${key.slice(0, 7)}****` : '(none)'}`,
  });
}

function replay(response: ServerResponse, first: IdempotentResult, reply: Reply): Reply {
  response.setHeader('idempotent-replayed', 'true');
  response.setHeader('original-request', first.requestId);
  return reply;
}

function refusal(error: unknown): Reply {
  if (!(error instanceof StripeFault)) {
    process.stderr.write(`stripe stand-in: ${error instanceof Error ? error.stack : error}\n`);
    return serverError();
  }
  return { status: error.status, body: JSON.stringify({ error: error.body }, null, 2) };
}

function serverError(): Reply {
  const error = { type: 'api_error', message: 'An unknown error occurred on our side.' };
  return { status: 500, body: JSON.stringify({ error }) };
}

async function faultBefore(
  fault: ApiFault | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  if (fault?.kind === 'rate_limit') {
    const error = {
      type: 'invalid_request_error',
      code: 'rate_limit',
      message: 'Too many requests.',
    };
    send(response, { status: 429, body: JSON.stringify({ error }) });
    return true;
  }
  if (fault?.kind === 'error_before_commit') {
    send(response, serverError());
    return true;
  }
  if (fault?.kind === 'hang') await pause(fault.durationMs);
  if (fault?.kind !== 'hang' && fault?.kind !== 'reset') return false;
  request.socket.destroy();
  return true;
}

async function faultAfter(fault: ApiFault | undefined, request: IncomingMessage): Promise<boolean> {
  if (fault?.kind === 'hang_after_commit') await pause(fault.durationMs);
  if (fault?.kind !== 'hang_after_commit' && fault?.kind !== 'reset_after_commit') return false;
  request.socket.destroy();
  return true;
}

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, durationMs).unref();
  });
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function send(response: ServerResponse, reply: Reply): void {
  response.statusCode = reply.status;
  response.setHeader('content-type', 'application/json');
  response.setHeader('cache-control', 'no-cache, no-store');
  response.end(reply.body);
}
