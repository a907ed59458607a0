declare global {
  namespace NodeJS {
    interface ProcessEnv {
      /** Set by Next: which of its bundles this is. */
      NEXT_RUNTIME?: 'nodejs' | 'edge';
    }
  }
}

/** Next calls this once when a server starts, before it answers the first request. */
export async function register(): Promise<void> {
  // biome-ignore lint/style/noProcessEnv: Next replaces it at build time, so the edge bundle leaves the rest out
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { startServerJobs } = await import('@/inngest/runtime/server-jobs');
  startServerJobs();
}
