import { expect, test, vi } from 'vitest';

/** Loads the setup again, as the next file of this process does. */
const beginNextFile = (again = './fresh-support?again') => import(again);

test('a file of tests has its support anew, and the product as the process has it', async () => {
  const load = async () => [await import('./readings'), await import('@/lib/kit/env')];
  const [support, product] = await load();
  expect(await load()).toEqual([support, product]);
  await beginNextFile();
  const [supportThen, productThen] = await load();
  expect(productThen).toBe(product);
  expect(supportThen).not.toBe(support);
});

test('a file of tests has the real clock, whatever the file before it left', async () => {
  vi.useFakeTimers();
  await beginNextFile('./fresh-support?with-a-clock');
  expect(vi.isFakeTimers()).toBe(false);
});
