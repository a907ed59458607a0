import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { joinTestServer, leaveTestServer } from './server';
import { ensureTemplate } from './template';

declare module 'vitest' {
  interface ProvidedContext {
    testServer: { adminUrl: string; template: string; run: number };
  }
}

/** Once per run: a PostgreSQL, and in it a migrated template that every test file clones. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const root = path.resolve(import.meta.dirname, '../..');
  const server = await joinTestServer(root);
  const leave = () => leaveTestServer(root, server);
  try {
    const template = await ensureTemplate(root, server.urlFor);
    const adminUrl = server.urlFor('postgres');
    project.provide('testServer', { adminUrl, template, run: process.pid });
    return leave;
  } catch (error) {
    await leave();
    throw error;
  }
}
