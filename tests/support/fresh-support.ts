import path from 'node:path';
import { vi } from 'vitest';

type ModuleNode = {
  promise?: unknown;
  exports?: unknown;
  evaluated: boolean;
  importers: Set<string>;
};
type Worker = { evaluatedModules: { idToModuleMap: Map<string, ModuleNode> } };

const tests = path.resolve(import.meta.dirname, '..') + path.sep;
const { evaluatedModules } = (globalThis as unknown as { __vitest_worker__: Worker })
  .__vitest_worker__;

// Test support registers hooks and keeps state, so each file loads it afresh. The product's own modules stay loaded, as
// in a long-running process.
for (const [id, node] of evaluatedModules.idToModuleMap) {
  if (!id.startsWith(tests) || id === import.meta.filename) continue;
  Object.assign(node, { promise: undefined, exports: undefined, evaluated: false });
  node.importers.clear();
}

// A file that ended early would leave its fake clock to the next.
vi.useRealTimers();
