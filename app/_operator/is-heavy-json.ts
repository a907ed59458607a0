/** Several times what any of our calls carries, and few enough to parse, sort and sign within some milliseconds. */
const VALUES_MAX = 20_000;
const DEPTH_MAX = 100;

const [quote, backslash, comma, colon] = [...'"\\,:'].map((sign) => sign.charCodeAt(0));
const [openList, closeList, openObject, closeObject] = [...'[]{}'].map((sign) =>
  sign.charCodeAt(0),
);

/**
 * Whether these bytes, read as JSON, have so many or so deeply nested values that parsing alone would block the
 * process. Reads each byte once and stores nothing: parsing a few megabytes of `[` takes a hundred times as long. The
 * content of a long string costs nothing.
 */
export function isHeavyJson(body: Uint8Array): boolean {
  let [values, depth] = [0, 0];
  for (let at = 0; at < body.length; at += 1) {
    const sign = body[at];
    if (sign === quote) at = endOfText(body, at);
    else if (sign === comma || sign === colon) values += 1;
    else if (sign === openList || sign === openObject) {
      values += 1;
      depth += 1;
    } else if (sign === closeList || sign === closeObject) depth -= 1;
    if (values > VALUES_MAX || depth > DEPTH_MAX) return true;
  }
  return false;
}

function endOfText(body: Uint8Array, from: number): number {
  for (let at = from + 1; at < body.length; at += 1) {
    if (body[at] === backslash) at += 1;
    else if (body[at] === quote) return at;
  }
  return body.length;
}
