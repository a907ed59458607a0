/** Uploads a file as the body of a POST and returns the message to show, empty on success. */
export async function uploadFile(address: string, file: File): Promise<string> {
  const response = await fetch(address, { method: 'POST', body: file });
  if (response.ok) return '';
  return ((await response.json()) as { message: string }).message;
}
