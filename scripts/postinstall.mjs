// Runs after every install: applies the reviewed patches of `patches/` and records it.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { markInstalled, root } from './install.mjs';

const patchPackage = path.join(root, 'node_modules', 'patch-package', 'index.js');
const { status } = spawnSync(process.execPath, [patchPackage, '--error-on-fail'], {
  cwd: root,
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);
markInstalled();
