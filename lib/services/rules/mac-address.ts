/** Twelve hexadecimal digits, in pairs or groups with any common separator, or without one. */
export const MAC_NOTATION = /^\s*[0-9a-f]{2}(?:[-:. ]?[0-9a-f]{2}){5}\s*$/i;

/** Writes a MAC address in the format of RouterOS: pairs in upper case with colons. */
export function writeMac(text: string): string {
  const digits = text.replaceAll(/[^0-9a-f]/gi, '').toUpperCase();
  return digits.match(/../g)?.join(':') ?? text;
}
