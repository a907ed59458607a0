import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

type Axe = {
  run: (context: Document, options: object) => ReturnType<AxeBuilder['analyze']>;
};

/** Expects no accessibility violation and nothing wider than the screen. */
export async function expectSound(page: Page): Promise<void> {
  await expectAccessible(page);
  await expectNoOverflow(page);
}

/** Expects no violation of the accessibility rules (or of those named) on the current page. */
export async function expectAccessible(page: Page, rules?: string[]): Promise<void> {
  // After a client-side navigation the title arrives with the rest of the stream; a page without a title fails here.
  await expect(page).toHaveTitle(/\S/);
  expect.soft(await violationsOn(page, rules)).toEqual([]);
}

/** A page that was checked before has axe already; loading it again takes longer than a few rules. */
async function violationsOn(page: Page, rules?: string[]): Promise<string[]> {
  const again = await page.evaluate(async (only) => {
    const { axe } = window as unknown as { axe?: Axe };
    const runOnly = only && { type: 'rule' as const, values: only };
    return axe?.run(document, { resultTypes: ['violations'], ...(runOnly && { runOnly }) });
  }, rules);
  const { violations } = again ?? (await firstCheck(page, rules));
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target)}`);
}

function firstCheck(page: Page, rules?: string[]) {
  // Legacy mode runs in the page itself. The other mode opens a second tab each time, for frames that we do not have.
  const axe = new AxeBuilder({ page }).setLegacyMode(true);
  // Passed rules need no description of every element.
  axe.options({ resultTypes: ['violations'] });
  return (rules ? axe.withRules(rules) : axe).analyze();
}

export async function expectNoOverflow(page: Page): Promise<void> {
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect.soft(overflow, 'pixels wider than the screen').toBeLessThanOrEqual(0);
}
