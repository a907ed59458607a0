type Cleanup = () => Promise<void>;

const cleanups: Cleanup[] = [];
let isEnding = false;
let isServing = false;

/** Registers what must happen before this process ends, however it does; the latest runs first. */
export function onShutdown(cleanup: Cleanup): void {
  cleanups.push(cleanup);
}

/**
 * Ends every part in order on Ctrl-C, on a request to end, and when the process that started this
 * one was killed. A second Ctrl-C does not wait.
 */
export function armShutdown(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => void endBySignal());
  }
  process.on('disconnect', () => void endBySignal());
}

/** Runs what was registered and has not run yet. */
export async function endParts(): Promise<void> {
  for (const cleanup of cleanups.splice(0).reverse()) {
    await cleanup().catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
  }
}

/** Waits until a signal ends this process. */
export function untilShutdown(): Promise<never> {
  isServing = true;
  return new Promise(() => {
    // A timer keeps the process alive when nothing else does.
    setInterval(() => undefined, 2 ** 30);
  });
}

async function endBySignal(): Promise<void> {
  if (isEnding) process.exit(130);
  isEnding = true;
  process.stdout.write('\n  Stopping … ');
  await endParts();
  process.stdout.write('done\n');
  // Ending is how serving succeeds; any other work was cut off.
  process.exit(isServing ? 0 : 130);
}
