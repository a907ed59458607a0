type Named = {
  serviceId: number;
  itemName: string;
  description: string;
  login: string | null;
};

/**
 * Returns what tells a service apart from others of the same name and description: its login, or its number if it has
 * none. Services that the name tells apart already are left out.
 */
export function marksOf(services: readonly Named[]): Map<number, string> {
  const looks = ({ itemName, description }: Named) => JSON.stringify([itemName, description]);
  const marks = services.flatMap((one): [number, string][] => {
    const isAlone = !services.some((other) => other !== one && looks(other) === looks(one));
    return isAlone ? [] : [[one.serviceId, one.login ?? `S-${one.serviceId}`]];
  });
  return new Map(marks);
}
