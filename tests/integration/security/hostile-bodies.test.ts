import { NextRequest } from 'next/server';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { POST as auth } from '@/app/api/auth/[...nextauth]/route';
import { POST as inngestPost, PUT as inngestPut } from '@/app/api/inngest/route';
import { POST as stripe } from '@/app/api/stripe/webhook/route';
import { resetEnv } from '@/lib/kit/env';
import { givenOperator } from '@/tests/support/fixtures';
import { hostileJson, ordinaryJson, quickest } from '@/tests/support/security/hostile-json';

/** Endpoints that accept a body of any size without a session. */
type Door = { path: string; send: (request: NextRequest) => Promise<Response> };

const doors: Record<string, Door> = {
  'a call of Inngest': { path: '/api/inngest?fnId=a&stepId=b', send: inngestPost },
  'a registration with Inngest': { path: '/api/inngest', send: inngestPut },
  'a webhook of Stripe': { path: '/api/stripe/webhook', send: stripe },
  'a sign-in by a program': {
    path: '/api/auth/callback/credentials',
    send: (request) =>
      auth(request, { params: Promise.resolve({ nextauth: ['callback', 'credentials'] }) }),
  },
};

/** Just below what the largest of these endpoints reads, so that each form of body reaches its check. */
const BYTES = 900_000;
const headers = {
  'content-type': 'application/json',
  'x-inngest-signature': `t=${Math.floor(Date.now() / 1000)}&s=${'ab'.repeat(32)}`,
  'stripe-signature': `t=${Math.floor(Date.now() / 1000)},v1=${'ab'.repeat(32)}`,
};

const requestOf = ({ path, send }: Door, body: Buffer) =>
  new NextRequest(`http://netpurse.test${path}`, {
    method: send === inngestPut ? 'PUT' : 'POST',
    headers,
    body: new Uint8Array(body),
  });

function setServer(keys: Record<string, string>): void {
  for (const name of ['INNGEST_EVENT_KEY', 'INNGEST_SIGNING_KEY']) delete process.env[name];
  Object.assign(process.env, keys);
  resetEnv();
}
const ofServer = {
  INNGEST_EVENT_KEY: 'event-key',
  INNGEST_SIGNING_KEY: `signkey-prod-${'cd'.repeat(32)}`,
};

beforeAll(() => givenOperator());
afterEach(() => setServer({}));

describe.each([
  ['driven from this process', {}],
  ['driven by an Inngest server', ofServer],
])('jobs %s', (_how, keys) => {
  test.each(Object.entries(doors))(
    'reject %s from a stranger as quickly as an ordinary one of its size',
    async (_door, door) => {
      setServer(keys);
      const usual = await quickest(async () => {
        const { status } = await door.send(requestOf(door, ordinaryJson(BYTES)));
        expect(status).toBeGreaterThanOrEqual(400);
      });
      const faults: string[] = [];
      for (const [kind, body] of Object.entries(hostileJson(BYTES))) {
        let status = 0;
        const took = await quickest(async () => {
          status = (await door.send(requestOf(door, body))).status;
        });
        if (status < 400 || status >= 500) faults.push(`${kind}: ${status}`);
        // Parsing them would take twenty times as long or more.
        if (took > 5 * usual) faults.push(`${kind}: ${Math.round(took / usual)} times`);
      }
      expect(faults).toEqual([]);
    },
  );
});

/** Bodies of a stranger, by how they arrive. */
const arrivals: Record<string, (bytes: number) => BodyInit> = {
  'at once': (bytes) => new Uint8Array(flatJson(bytes)),
  'in chunks without a length': (bytes) => inChunks(flatJson(bytes), 16_384),
  'in very small chunks': (bytes) => inChunks(flatJson(bytes), 64),
};

/** Short values side by side: as expensive to sort and sign as a body of its size can be. */
function flatJson(bytes: number): Buffer {
  return Buffer.from(`{"steps":[${'{"b":1,"a":2},'.repeat(Math.floor(bytes / 14))}0]}`);
}

function inChunks(body: Buffer, size: number): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= body.length) return controller.close();
      controller.enqueue(new Uint8Array(body.subarray(at, at + size)));
      at += size;
    },
  });
}

describe.each([
  ['without a signature', undefined, 0],
  ['with a signature of five minutes ago', signature(-301), 0],
  ['with a signature that only looks like one', 'signed, honestly', 0],
  ['with a made-up signature of now', signature(0), 20_000],
] as const)('a call of Inngest from a stranger %s', (_how, header, valuesMax) => {
  test.each(Object.entries(arrivals))(
    'has little or nothing parsed when it arrives %s',
    async (_arrival, bodyOf) => {
      setServer(ofServer);
      for (const bytes of [2, 200_000, 6_000_000]) {
        const parse = vi.spyOn(JSON, 'parse');
        const response = await inngestPost(
          new NextRequest('http://netpurse.test/api/inngest?fnId=a&stepId=b', {
            method: 'POST',
            headers: { ...headers, 'x-inngest-signature': header ?? '' },
            body: bodyOf(bytes),
            duplex: 'half',
          }),
        );
        const parsed = parse.mock.calls.map(([text]) => text.split(/[,:[{]/).length);
        parse.mockRestore();
        expect([401, 413]).toContain(response.status);
        expect(Math.max(0, ...parsed)).toBeLessThanOrEqual(valuesMax + 4);
      }
    },
  );
});

function signature(seconds: number): string {
  return `t=${Math.floor(Date.now() / 1_000) + seconds}&s=${'ab'.repeat(32)}`;
}
