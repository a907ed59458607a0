import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './home';
import { parentGuard } from './parent-guard';
import { Refusal, step } from './progress';
import type { Outcome } from './tools';

/** Everything that ends up in the bundle; changes elsewhere cannot make a build stale. */
const buildSources = [
  'app',
  'lib',
  'db',
  'inngest',
  'messages',
  'public',
  'next.config.ts',
  'postcss.config.mjs',
  'proxy.ts',
  'instrumentation.ts',
  'instrumentation-client.ts',
  'package-lock.json',
  'tsconfig.json',
];

/** A file beside the build that records its sources. */
const STAMP_NAME = 'netpurse-sources';

/** Builds for production unless the last build used exactly these sources. */
export async function ensureBuild(data: string): Promise<void> {
  const sources = hashSources();
  if (isBuiltFrom(sources)) return;
  await step('Building for production', () => buildFrom(sources, data));
}

/** Does the same as a check: returns the failure instead of throwing. */
export async function checkBuild(data: string): Promise<Outcome> {
  const sources = hashSources();
  try {
    if (!isBuiltFrom(sources)) await buildFrom(sources, data);
    return { code: 0, output: '' };
  } catch (error) {
    if (error instanceof Refusal) return { code: 1, output: error.message };
    throw error;
  }
}

function distFolder(): string {
  return path.join(root, process.env['NETPURSE_DIST_DIR'] ?? '.next');
}

function isBuiltFrom(sources: string): boolean {
  const stamp = path.join(distFolder(), STAMP_NAME);
  const isWhole = existsSync(path.join(distFolder(), 'BUILD_ID')) && existsSync(stamp);
  return isWhole && readFileSync(stamp, 'utf8') === sources;
}

async function buildFrom(sources: string, data: string): Promise<void> {
  await build(data);
  writeFileSync(path.join(distFolder(), STAMP_NAME), sources);
}

/**
 * Runs Next's build. Its cache makes a rebuild take half as long, but writing it adds a quarter: a first build does
 * without, because many installations and every CI run build only once.
 */
async function build(data: string): Promise<void> {
  const isRebuild = existsSync(path.join(distFolder(), 'BUILD_ID'));
  const log = path.join(data, 'logs', 'build.log');
  mkdirSync(path.dirname(log), { recursive: true });
  const output = openSync(log, 'w');
  const next = path.join(root, 'node_modules', 'next', 'dist', 'bin', 'next');
  // Ends with this process: an orphaned build would hold Next's lock and block the next start.
  const child = spawn(process.execPath, [...parentGuard, next, 'build'], {
    cwd: root,
    stdio: ['ignore', output, output, 'ipc'],
    env: {
      ...process.env,
      NODE_ENV: 'production',
      NETPURSE_TYPES_CHECKED: '1',
      NETPURSE_BUILD_CACHE: isRebuild ? '1' : '0',
    },
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', resolve);
  });
  if (code === 0) return;
  const text = readFileSync(log, 'utf8');
  if (/ENOSPC/.test(text)) {
    throw new Refusal(`The disk that holds ${root} is full: free some space and start again.`);
  }
  throw new Refusal(`${text.trimEnd().split('\n').slice(-40).join('\n')}\n\nThe build failed.`);
}

function hashSources(): string {
  const hash = createHash('sha256');
  for (const file of buildSources.flatMap(filesOf).sort()) {
    hash.update(file).update(readFileSync(path.join(root, file)));
  }
  return hash.digest('hex');
}

function filesOf(source: string): string[] {
  const full = path.join(root, source);
  if (!existsSync(full)) return [];
  if (path.extname(source) !== '') return [source];
  return readdirSync(full, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)));
}
