/** An error of the machine, worded for the person who started the program. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
}

type SystemError = Error & { code?: string; path?: string };

/** Turns a file-system or initdb/postgres error into one sentence, or keeps its own text. */
export function explainFault(error: unknown, where: string): EmbeddedPostgresError {
  const { code, message } = toSystemError(error);
  const text = `${code ?? ''} ${message}`;
  if (/ENOSPC|No space left on device|EDQUOT/.test(text)) {
    return new EmbeddedPostgresError(
      `The disk that holds ${where} is full: free some space and start again.`,
    );
  }
  if (/EACCES|EPERM|EROFS|Permission denied|Read-only file system/.test(text)) {
    return new EmbeddedPostgresError(
      `This user may not write to ${where}: give it the right, or start as the owner of that folder.`,
    );
  }
  return new EmbeddedPostgresError(`PostgreSQL could not start in ${where}: ${message.trim()}`, {
    cause: error,
  });
}

function toSystemError(error: unknown): SystemError {
  return error instanceof Error ? error : new Error(String(error));
}
