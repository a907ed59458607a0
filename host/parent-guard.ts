import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './home';

const guard = pathToFileURL(path.join(root, 'host', 'leave-with-parent.mjs')).href;

/**
 * Node arguments for a child that must not outlive this process, even after kill -9. The child needs an `ipc` channel
 * in its stdio, which closes when this process dies.
 */
export const parentGuard = ['--import', guard];
