/** Returns the violated constraint. Drizzle wraps the driver's error; the name is on the innermost one. */
export function constraintOf(error: unknown): string | undefined {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('constraint_name' in at && typeof at.constraint_name === 'string')
      return at.constraint_name;
  }
  return undefined;
}
