import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './home';
import { Refusal } from './progress';

/** Entry file of the locked version of a command-line tool, which avoids npx and its extra process. */
export function toolEntry(name: string): string {
  const manifest = path.join(root, 'node_modules', name, 'package.json');
  if (!existsSync(manifest))
    throw new Refusal(`The package ${name} is not installed: run "npm ci".`);
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as {
    bin: string | Record<string, string>;
  };
  const short = name.replace(/^@[^/]+\//, '');
  const entry = typeof bin === 'string' ? bin : (bin[short] ?? Object.values(bin)[0]);
  if (entry === undefined) throw new Refusal(`The package ${name} has no command.`);
  return path.join(root, 'node_modules', name, entry);
}

export type Outcome = { code: number; output: string };

/** Runs a tool and captures its output. */
export function captureTool(
  name: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<Outcome> {
  const child = spawn(process.execPath, [toolEntry(name), ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', ...env },
  });
  let output = '';
  const keep = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Runs a tool on this terminal. */
export async function runTool(name: string, args: string[]): Promise<void> {
  const child = spawn(process.execPath, [toolEntry(name), ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) throw new Refusal(`${name} ended with ${code ?? 'a signal'}.`);
}
