import { readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { startDemo } from '@/demo/start';
import { type DemoCheck, type DemoWorld, worldOf } from '@/demo/world';
import { freePort } from '@/host/app-server';
import { root } from '@/host/home';
import { runTask, secondsSince } from '@/host/progress';
import { emptyWorld } from '../support/empty-world';

/** Exercises the main job end to end from an empty data folder, without a browser. */
await runTask(async () => {
  const checks = await loadChecks();
  const data = await emptyWorld('demo-check');
  const startedAt = performance.now();
  const demo = await startDemo({ data, port: await freePort(), mode: 'start' });
  process.stdout.write(`  The demo is up after ${secondsSince(startedAt)} s\n\n`);
  const tally = await runAll(checks, worldOf(demo)).finally(demo.stop);
  process.stdout.write(`\n${tally.passed} passed, ${tally.failed} failed\n`);
  if (tally.failed > 0) process.exitCode = 1;
});

async function loadChecks(): Promise<DemoCheck[]> {
  const folder = path.join(root, 'demo', 'check');
  const files = readdirSync(folder).filter((name) => /^[a-z].*\.ts$/.test(name));
  const modules = await Promise.all(
    files.sort().map((name) => import(pathToFileURL(path.join(folder, name)).href)),
  );
  return modules.flatMap(({ check }: { check?: DemoCheck }) => check ?? []);
}

async function runAll(checks: DemoCheck[], world: DemoWorld) {
  const tally = { passed: 0, failed: 0 };
  for (const { name, run } of checks) {
    const startedAt = performance.now();
    try {
      const timings = (await run(world)) ?? [];
      tally.passed += 1;
      process.stdout.write(`  ok      ${name}  ${secondsSince(startedAt)} s\n`);
      for (const timing of timings) {
        process.stdout.write(`            ${timing.name}: ${Math.round(timing.ms)} ms\n`);
      }
    } catch (error) {
      tally.failed += 1;
      process.stdout.write(`  FAILED  ${name}  ${secondsSince(startedAt)} s\n`);
      process.stdout.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    }
  }
  return tally;
}
