type Posted = string | number | bigint | { [name: string]: Posted };

/** Hidden fields for a value of the page, by dotted names, as `readForm` puts them together again. */
export function PostedFields({ name, value }: { name: string; value: Posted }) {
  if (typeof value !== 'object')
    return <input type="hidden" name={name} value={value.toString()} />;
  return Object.entries(value).map(([key, part]) => (
    <PostedFields key={key} name={`${name}.${key}`} value={part} />
  ));
}
