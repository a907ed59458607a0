type Cleanup = () => Promise<void>;

const cleanups: Cleanup[] = [];
let isEnding = false;
let isServing = false;

/** Registers cleanup to run before this process ends, however it ends; the latest runs first. */
export function onShutdown(cleanup: Cleanup): void {
  cleanups.push(cleanup);
}

/**
 * Stops every part in order on Ctrl-C, on SIGTERM or SIGHUP, and when the parent process is killed. Only a second Ctrl-C
 * exits immediately: a SIGTERM to the process group arrives several times, because npm and `scripts/run.mjs` forward it.
 */
export function armShutdown(): void {
  process.on('SIGINT', () => {
    if (isEnding) process.exit(130);
    void endBySignal();
  });
  for (const event of ['SIGTERM', 'SIGHUP', 'disconnect']) {
    process.on(event, () => {
      if (!isEnding) void endBySignal();
    });
  }
}

/** Runs the registered cleanups that have not run yet. */
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
  isEnding = true;
  process.stdout.write('\n  Stopping … ');
  await endParts();
  process.stdout.write('done\n');
  // For a server, being stopped is success; any other task was interrupted.
  process.exit(isServing ? 0 : 130);
}
