import { expect, test, vi } from 'vitest';

/** Loads the setup again, as the next file of this process does. */
const beginNextFile = (again = './fresh-support?again') => import(again);

test('a test file loads its support afresh, and shares the product’s modules with its process', async () => {
  const load = async () => [await import('./readings'), await import('@/lib/kit/env')];
  const [support, product] = await load();
  expect(await load()).toEqual([support, product]);
  await beginNextFile();
  const [supportThen, productThen] = await load();
  expect(productThen).toBe(product);
  expect(supportThen).not.toBe(support);
});

test('a test file has the real clock, whatever the previous file left', async () => {
  vi.useFakeTimers();
  await beginNextFile('./fresh-support?with-a-clock');
  expect(vi.isFakeTimers()).toBe(false);
});
