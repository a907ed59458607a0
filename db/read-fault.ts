/** SQLSTATE classes that pass by themselves: connection, resources, conflicts, an operator, the machine's disk. */
const PASSING_STATES = /^(08|25|40|53|55|57|58)/;
/** What the driver and the network say when there is no connection. */
const PASSING_CODES = /^(CONNECTION_|CONNECT_|E[A-Z]+$)/;
const SQL_STATE = /^[0-9A-Z]{5}$/;

export type Fault = {
  /** The same work may succeed the next time; nothing is wrong with the row. */
  isPassing: boolean;
  /** SQLSTATE where the database refused, else the error's name. Never its text, which may quote people's data. */
  code: string;
};

/** What kind of fault a defect is; the innermost error that has a code decides. */
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
