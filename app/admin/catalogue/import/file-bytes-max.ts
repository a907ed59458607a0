/** Bytes; a catalogue of hundreds of items is far smaller. */
export const FILE_BYTES_MAX = 500_000;
