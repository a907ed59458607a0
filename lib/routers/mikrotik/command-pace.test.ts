import { describe, expect, test } from 'vitest';
import { CommandPace } from './command-pace';

/** Takes as many places as there are; resolves to the number taken. */
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
  test('is sixteen at a time while the router answers at once', async () => {
    expect(await placesOf(await paceAfter())).toBe(16);
    expect(await placesOf(await paceAfter(1, 2, 150))).toBe(16);
  });

  test('halves with every answer that had to wait, down to one at a time', async () => {
    expect(await placesOf(await paceAfter(1, 300))).toBe(8);
    expect(await placesOf(await paceAfter(1, 300, 300))).toBe(4);
    expect(await placesOf(await paceAfter(1, ...Array<number>(9).fill(7_000)))).toBe(1);
  });

  test('grows again by one with every answer in time', async () => {
    expect(await placesOf(await paceAfter(1, 300, 300, 1, 1))).toBe(6);
    expect(await placesOf(await paceAfter(1, 300, ...Array<number>(20).fill(1)))).toBe(16);
  });

  test('does not slow down for a router that is merely far away', async () => {
    expect(await placesOf(await paceAfter(600, 650, 790))).toBe(16);
  });

  test('learns nothing from a command without an answer', async () => {
    expect(await placesOf(await paceAfter(1, undefined, undefined))).toBe(16);
  });

  test('halves once for all commands that waited together', async () => {
    const pace = await paceAfter(1);
    const together = Array.from({ length: 16 }, () => pace.enter());
    await Promise.all(together);
    for (const _ of together) pace.leave(400);
    expect(await placesOf(pace)).toBe(8);
  });

  test('lets those who wait in, in their order', async () => {
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
