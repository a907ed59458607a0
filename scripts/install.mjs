// Plain Node without dependencies: it runs before node_modules exists.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const marker = path.join(root, 'node_modules', '.netpurse-install');

/** Installs the locked packages when node_modules is missing or older than the lock file or a patch. */
export async function ensureInstalled() {
  if (isInstalled()) return;
  const startedAt = performance.now();
  process.stdout.write('  Installing packages (about a minute) …\n');
  const { code, output } = await runNpmCi();
  if (code !== 0) {
    process.stderr.write(`${output.trimEnd().split('\n').slice(-15).join('\n')}\n`);
    throw new Error(explainNpm(output));
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(`  Packages installed in ${seconds} s\n`);
}

/** Records what the current node_modules was installed from. */
export function markInstalled() {
  writeFileSync(marker, fingerprint());
}

function isInstalled() {
  return existsSync(marker) && readFileSync(marker, 'utf8') === fingerprint();
}

function fingerprint() {
  const patches = path.join(root, 'patches');
  const files = [path.join(root, 'package-lock.json')];
  if (existsSync(patches))
    files.push(...readdirSync(patches).map((file) => path.join(patches, file)));
  const hash = createHash('sha256');
  for (const file of files.sort()) hash.update(path.basename(file)).update(readFileSync(file));
  return hash.digest('hex');
}

function runNpmCi() {
  // Prefers the npm that started us: another one on the PATH may not match this Node.
  const cli = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const [command, ...rest] = cli?.endsWith('.js')
    ? [process.execPath, cli, ...args]
    : ['npm', ...args];
  return new Promise((resolve) => {
    const child = spawn(command, rest, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (chunk) => {
      output += chunk;
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => resolve({ code: 1, output: String(error) }));
    child.on('close', (code) => resolve({ code, output }));
  });
}

function explainNpm(output) {
  if (/ENOSPC/.test(output)) {
    return `The disk that holds ${root} is full: free about 2 GB and start again.`;
  }
  if (/EACCES|EPERM|EROFS/.test(output)) {
    return `This user may not write to ${root}: give it the right, or start as the owner of that folder.`;
  }
  if (/ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN/.test(output)) {
    return 'The package registry could not be reached: check the network, then start again.';
  }
  return 'The packages could not be installed; the lines above tell why.';
}
