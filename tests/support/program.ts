import { renameSync } from 'node:fs';
import path from 'node:path';
import { buildSync } from 'esbuild';

const root = path.resolve(import.meta.dirname, '../..');

const made = new Map<string, string>();

/**
 * Bundles a program of the tests with the product's modules it uses and returns the file for Node to run. Loading the
 * modules one by one through tsx takes four times the processor time, for each process again.
 */
export function programOf(source: string): string {
  const known = made.get(source);
  if (known !== undefined) return known;
  const outfile = path.join(root, '.data/test/programs', `${path.basename(source, '.ts')}.mjs`);
  const partial = `${outfile}.${process.pid}`;
  buildSync({
    ...{ entryPoints: [path.join(root, source)], outfile: partial, bundle: true },
    ...{ platform: 'node', format: 'esm', target: 'node20.10', packages: 'external' },
    tsconfig: path.join(root, 'scripts/tsconfig.json'),
  });
  renameSync(partial, outfile);
  made.set(source, outfile);
  return outfile;
}
