import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { tablespaceOfClones } from './memory';
import { joinTestServer, leaveTestServer, socketFolderOf } from './server';
import { ensureTemplate } from './template';

declare module 'vitest' {
  interface ProvidedContext {
    testServer: {
      adminUrl: string;
      socketFolder: string | null;
      template: string;
      tablespace: string;
      run: number;
    };
  }
}

/** Starts, once per run, a PostgreSQL with a migrated template that every test file clones. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const root = path.resolve(import.meta.dirname, '../..');
  const server = await joinTestServer(root);
  const leave = () => leaveTestServer(root, server);
  try {
    const template = await ensureTemplate(root, server.urlFor);
    const adminUrl = server.urlFor('postgres');
    const tablespace = await tablespaceOfClones(adminUrl);
    const socketFolder = socketFolderOf(server);
    const run = process.pid;
    project.provide('testServer', { adminUrl, socketFolder, template, tablespace, run });
    return leave;
  } catch (error) {
    await leave();
    throw error;
  }
}
