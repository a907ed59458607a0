import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { csvResponse } from './csv-response';

async function* only(...rows: string[][]) {
  yield* rows;
}

describe('a list as a CSV download', () => {
  it('turns cells that a spreadsheet would run into text', async () => {
    const rows = only(['=1+1', '+49 30', '-5', '@cmd', 'Ann, "Al"']);
    const columns = ['a', 'b', 'c', 'd', 'e'];
    const response = csvResponse({ columns, rows, fileName: 'list.csv' });
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="list.csv"');
    expect(await response.text()).toBe(`a,b,c,d,e\n'=1+1,'+49 30,'-5,'@cmd,"Ann, ""Al"""\n`);
  });

  it('reads no further ahead than its consumer, however long the list', async () => {
    let read = 0;
    async function* endless() {
      for (;;) {
        read += 1;
        yield [String(read).padStart(100, 'x')];
      }
    }
    const response = csvResponse({ columns: ['a'], rows: endless(), fileName: 'list.csv' });
    const reader = response.body?.getReader();
    await reader?.read();
    await sleep(50);
    expect(read).toBeLessThan(5_000);
    await reader?.cancel();
  });

  it('aborts when a row cannot be read, so that no partial list looks complete', async () => {
    vi.stubEnv('LOG_LEVEL', 'silent');
    async function* failing() {
      yield ['first'];
      throw new Error('the database went away');
    }
    const response = csvResponse({ columns: ['a'], rows: failing(), fileName: 'list.csv' });
    await expect(response.text()).rejects.toThrow();
  });
});

describe('every list that we write', () => {
  const root = path.resolve(import.meta.dirname, '../..');
  const writers = ['app', 'lib']
    .flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
        path.join(folder, file),
      ),
    )
    .filter((file) => /(?<!\.test)\.tsx?$/.test(file))
    .map((file) => ({ file, text: readFileSync(path.join(root, file), 'utf8') }))
    .filter(({ text }) => text.includes("from 'csv-stringify"));

  it('tells a spreadsheet that it is UTF-8, and gives it no formula to run', () => {
    expect(writers.length).toBeGreaterThan(3);
    const faults = writers.filter(({ text }) => {
      const calls = text.match(/\bstringify\(/g)?.length ?? 0;
      const count = (option: string) => text.split(option).length - 1;
      return count('bom: true') !== calls || count('escape_formulas: true') !== calls;
    });
    expect(faults.map(({ file }) => file)).toEqual([]);
  });
});
