// Entry point of every npm script. Plain Node, because it must run on a fresh clone.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ensureInstalled, root } from './install.mjs';

const NODE_NEEDED = [20, 9];

const [task, ...args] = process.argv.slice(2);
const file = path.join(root, 'scripts', 'tasks', `${String(task).replace(':', '-')}.ts`);

try {
  requireNode();
  if (!existsSync(file)) throw new Error(`There is no task "${task}".`);
  await ensureInstalled();
} catch (error) {
  process.stderr.write(`\n${error.message}\n`);
  process.exit(1);
}

const child = spawn(process.execPath, ['--import', 'tsx', file, ...args], {
  cwd: root,
  // The channel closes when this process is killed, which tells the task to end.
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  env: {
    ...process.env,
    TSX_TSCONFIG_PATH: path.join(root, 'scripts', 'tsconfig.json'),
    NEXT_TELEMETRY_DISABLED: '1',
  },
});
// The terminal signals the whole group; the task decides how to end and this process only waits for it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (signal === 'SIGTERM') child.kill(signal);
  });
}
child.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
child.on('exit', (code) => process.exit(code ?? 1));

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [majorNeeded, minorNeeded] = NODE_NEEDED;
  if (major > majorNeeded || (major === majorNeeded && minor >= minorNeeded)) return;
  throw new Error(
    `Netpurse needs Node ${NODE_NEEDED.join('.')} or newer; this is ${process.versions.node}.`,
  );
}
