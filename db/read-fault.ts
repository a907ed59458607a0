/** SQLSTATE classes of transient errors: connection, resources, conflicts, an operator, the machine's disk. */
const PASSING_STATES = /^(08|25|40|53|55|57|58)/;
/** Error codes of the driver and the network when there is no connection. */
const PASSING_CODES = /^(CONNECTION_|CONNECT_|E[A-Z]+$)/;
const SQL_STATE = /^[0-9A-Z]{5}$/;

export type Fault = {
  /** Transient: the same work may succeed next time, and the row is not at fault. */
  isPassing: boolean;
  /** SQLSTATE if the database refused, otherwise the error's name. Never its text, which may quote personal data. */
  code: string;
};

/** Classifies an error; the innermost one that has a code decides. */
export function readFault(error: unknown): Fault {
  const codes = codesOf(error);
  const isPassing = codes.some(
    (code) => (SQL_STATE.test(code) && PASSING_STATES.test(code)) || PASSING_CODES.test(code),
  );
  const name = error instanceof Error ? error.name : typeof error;
  return { isPassing, code: (codes.at(-1) ?? name).slice(0, 60) };
}

function codesOf(error: unknown): string[] {
  const codes: string[] = [];
  for (let at: unknown = error; at instanceof Error && codes.length < 8; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') codes.push(at.code);
  }
  return codes;
}
