import { expect, test } from '@playwright/test';
import { HttpSession } from '@/demo/http-session';
import errors from '@/messages/en/errors.json' with { type: 'json' };
import {
  type ActionForm,
  type Answer,
  type Hostile,
  hostilePosts,
  post,
} from '@/tests/support/security/hostile-posts';
import { port } from '@/tests/support/security/http';

/** An existing page and addresses without one: Next runs actions on its own page for those, too. */
const addresses = ['/sign-in', '/nothing', '/nothing.png', '/_next/nothing', '/api/nothing'];

let posts: Hostile[];

test.beforeAll(async () => {
  posts = hostilePosts(await actionOf('/sign-in'));
});

for (const address of addresses) {
  test(`${address} rejects what no form of ours sends`, async () => {
    const faults: string[] = [];
    for (const one of posts) {
      const { status, text } = await answerTo(address, one);
      const isRefused = (status >= 400 && status < 500) || text.includes(errors.form_not_ours);
      if (!isRefused) faults.push(`${one.name}: ${status}`);
    }
    expect(faults).toEqual([]);
  });
}

test('fifty hostile posts at once delay others no longer than fifty people would', async () => {
  const usual = await usualWait();
  const faults: string[] = [];
  for (const one of posts) {
    const { times, answers } = await heldUpBy(one, usual);
    if (times > TIMES_MAX) faults.push(`${one.name}: ${Math.round(times)} times`);
    if (answers.some(({ status }) => status >= 500)) faults.push(`${one.name}: a defect`);
  }
  expect(faults).toEqual([]);
});

/** A blocked process would respond to nobody for hundreds of times as long. */
const TIMES_MAX = 10;
const TRIES = 4;
const atOnce = <Made>(send: () => Promise<Made>) => Promise.all(Array.from({ length: 50 }, send));

async function usualWait(): Promise<number> {
  const people = atOnce(() => new HttpSession(port).send('/sign-in'));
  const usual = await slowestOf(5);
  await people;
  return usual;
}

/** Repeats while the result looks slow: a busy machine is slow occasionally, a blocked process every time. */
async function heldUpBy(one: Hostile, usual: number) {
  for (let attempt = 1, wait = usual; ; attempt += 1, wait = await usualWait()) {
    const flood = atOnce(() => answerTo('/sign-in', one));
    const times = (await slowestOf(5)) / wait;
    const answers = await flood;
    if (times <= TIMES_MAX || attempt === TRIES) return { times, answers };
  }
}

test("the page's own form is accepted", async () => {
  const { hidden } = await actionOf('/sign-in');
  const form = new FormData();
  for (const [name, value] of Object.entries(hidden)) form.append(name, value);
  form.append('email', 'nobody@nowhere.example');
  form.append('password', 'not the password');
  const { status, text } = await new HttpSession(port).sendForm('/sign-in', form);
  expect(status).toBe(200);
  expect(text).toContain('nobody@nowhere.example');
  expect(text).toContain(errors.sign_in_refused);
});

/** Reads the page's own form from its HTML. */
async function actionOf(address: string): Promise<ActionForm> {
  const { text } = await new HttpSession(port).get(address);
  const inputs = [
    ...text.matchAll(/<input type="hidden" name="(\$ACTION_[^"]+)"(?: value="([^"]*)")?/g),
  ];
  const hidden = Object.fromEntries(
    inputs.map(([, name = '', value = '']) => [name, value.replaceAll('&quot;', '"')]),
  );
  const actionId = /"id":"([0-9a-f]{40,})"/.exec(hidden['$ACTION_1:0'] ?? '')?.[1] ?? '';
  expect(actionId).not.toBe('');
  return { hidden, actionId };
}

/** A connection closed while the body is being sent also counts as a rejection. */
function answerTo(address: string, one: Hostile): Promise<Answer> {
  return post(port, address, one).catch(() => ({ status: 413, text: '' }));
}

/** Loads the sign-in page for several people in sequence and returns the slowest time. */
async function slowestOf(people: number): Promise<number> {
  let slowest = 0;
  for (let index = 0; index < people; index += 1) {
    const began = performance.now();
    expect((await new HttpSession(port).send('/sign-in')).status).toBe(200);
    slowest = Math.max(slowest, performance.now() - began);
  }
  return slowest;
}
