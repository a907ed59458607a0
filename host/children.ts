import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './home';

const guard = pathToFileURL(path.join(root, 'host', 'leave-with-parent.mjs')).href;

/**
 * Node arguments for a child that must not outlive this process, not even its kill -9. The child
 * needs an `ipc` channel among its stdio: that breaks when this process is gone.
 */
export const leaveWithParent = ['--import', guard];
