import { setImmediate as turn } from 'node:timers/promises';
import { NextRequest } from 'next/server';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { PersonCtx } from '@/app/_auth/session';
import { resetEnv } from '@/lib/kit/env';
import { receiveFrom } from './receive-upload';

beforeEach(() => {
  vi.stubEnv('DATABASE_URL', 'postgres://nobody@127.0.0.1:9/none');
  vi.stubEnv('APP_URL', 'https://portal.example');
  vi.stubEnv('AUTH_SECRET', 'a secret that only this test knows');
  vi.stubEnv('ENCRYPTION_KEYS', `k1:${Buffer.alloc(32).toString('base64')}`);
  resetEnv();
});
afterAll(() => {
  vi.unstubAllEnvs();
  resetEnv();
});

const t = ((key: string) => key) as never;
const staff = (userId: number): PersonCtx => ({
  actor: { kind: 'staff', userId, role: 'owner', sessionId: `session of ${userId}` },
  now: new Date(),
});

/** An upload whose body arrives only when the test says so; `pulls` counts how often it was read. */
function slowUpload(address = '192.0.2.1') {
  const sent = { pulls: 0, finish: () => {} };
  const finished = new Promise<void>((resolve) => {
    sent.finish = resolve;
  });
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        sent.pulls += 1;
        await finished;
        controller.enqueue(new Uint8Array(10));
        controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  const request = new NextRequest('https://portal.example/api/files', {
    method: 'POST',
    headers: { 'x-forwarded-for': address },
    body,
    duplex: 'half',
  });
  const saved: number[] = [];
  const upload = {
    request,
    route: '/api/files',
    target: z.object({}),
    bytesMax: () => 100,
    rights: [],
    save: async (_ctx: unknown, _target: object, bytes: Buffer) => saved.push(bytes.length),
  };
  return { sent, upload, saved };
}

async function send(ctx: PersonCtx | null, uploads: ReturnType<typeof slowUpload>[]) {
  const answers = uploads.map(({ upload }) => receiveFrom(ctx, upload, t));
  for (let round = 0; round < 20; round += 1) await turn();
  return answers;
}

describe('parallel uploads of one person', () => {
  test('are saved up to three, and the rest are refused with nothing saved', async () => {
    const uploads = Array.from({ length: 8 }, () => slowUpload());
    const answers = await send(staff(1), uploads);
    for (const { sent } of uploads) sent.finish();
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(statuses).toEqual([201, 201, 201, 429, 429, 429, 429, 429]);
    expect(uploads.flatMap(({ saved }) => saved)).toEqual([10, 10, 10]);
    expect(await (await answers[7])?.json()).toEqual({ message: 'upload_too_many' });
  });

  test('leave another person their own', async () => {
    const first = Array.from({ length: 4 }, () => slowUpload());
    const answers = await send(staff(2), first);
    const other = slowUpload();
    other.sent.finish();
    expect((await receiveFrom(staff(3), other.upload, t)).status).toBe(201);
    for (const { sent } of first) sent.finish();
    await Promise.all(answers);
  });

  test('make room when one arrives, is too large or fails', async () => {
    const tooLarge = slowUpload();
    const failing = slowUpload();
    const endings = [
      slowUpload(),
      { ...tooLarge, upload: { ...tooLarge.upload, bytesMax: () => 1 } },
      { ...failing, upload: { ...failing.upload, save: () => Promise.reject(new Error('full')) } },
    ];
    for (const { sent } of endings) sent.finish();
    const answers = await send(staff(4), endings);
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(statuses).toEqual([201, 413, 500]);
    const next = Array.from({ length: 3 }, () => slowUpload());
    for (const { sent } of next) sent.finish();
    const later = await Promise.all(await send(staff(4), next));
    expect(later.map(({ status }) => status)).toEqual([201, 201, 201]);
  });
});

test('an address without a session has at most ten uploads read, and no other address is affected', async () => {
  const uploads = Array.from({ length: 12 }, () => slowUpload('192.0.2.7'));
  const answers = await send(null, uploads);
  expect(uploads.filter(({ sent }) => sent.pulls > 0)).toHaveLength(10);
  const other = slowUpload('192.0.2.8');
  other.sent.finish();
  expect((await receiveFrom(null, other.upload, t)).status).toBe(401);
  for (const { sent } of uploads) sent.finish();
  const statuses = (await Promise.all(answers)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 401)).toHaveLength(10);
  expect(statuses.filter((status) => status === 429)).toHaveLength(2);
});
