import { describe, expect, test } from 'vitest';
import { CommandPace } from './command-pace';

/** Enters until no slot is free; resolves to the number of slots taken. */
async function placesOf(pace: CommandPace): Promise<number> {
  let taken = 0;
  for (let attempt = 0; attempt < 100; attempt += 1) void pace.enter().then(() => (taken += 1));
  await Promise.resolve();
  await Promise.resolve();
  return taken;
}

async function paceAfter(...waits: (number | undefined)[]): Promise<CommandPace> {
  const pace = new CommandPace();
  for (const waitedMs of waits) {
    await pace.enter();
    pace.leave(waitedMs);
  }
  return pace;
}

describe('the pace of commands', () => {
  test('is sixteen at a time while the router responds promptly', async () => {
    expect(await placesOf(await paceAfter())).toBe(16);
    expect(await placesOf(await paceAfter(1, 2, 150))).toBe(16);
  });

  test('halves with every delayed response, down to one at a time', async () => {
    expect(await placesOf(await paceAfter(1, 300))).toBe(8);
    expect(await placesOf(await paceAfter(1, 300, 300))).toBe(4);
    expect(await placesOf(await paceAfter(1, ...Array<number>(9).fill(7_000)))).toBe(1);
  });

  test('grows by one with every prompt response', async () => {
    expect(await placesOf(await paceAfter(1, 300, 300, 1, 1))).toBe(6);
    expect(await placesOf(await paceAfter(1, 300, ...Array<number>(20).fill(1)))).toBe(16);
  });

  test('does not slow down for a router with a constant delay', async () => {
    expect(await placesOf(await paceAfter(600, 650, 790))).toBe(16);
  });

  test('ignores a command without a response', async () => {
    expect(await placesOf(await paceAfter(1, undefined, undefined))).toBe(16);
  });

  test('halves once for all commands that were delayed together', async () => {
    const pace = await paceAfter(1);
    const together = Array.from({ length: 16 }, () => pace.enter());
    await Promise.all(together);
    for (const _ of together) pace.leave(400);
    expect(await placesOf(pace)).toBe(8);
  });

  test('admits waiting commands in order', async () => {
    const pace = new CommandPace();
    await placesOf(pace);
    const order: string[] = [];
    void pace.enter().then(() => order.push('first'));
    void pace.enter().then(() => order.push('second'));
    for (let left = 0; left < 100; left += 1) {
      pace.leave(1);
      await Promise.resolve();
    }
    expect(order).toEqual(['first', 'second']);
  });
});
