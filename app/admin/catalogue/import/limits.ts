/** Bytes; a catalogue of hundreds of items is far smaller. */
export const fileBytesMax = 500_000;
