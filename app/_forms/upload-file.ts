/** Sends a file as the body of a POST; answers with the sentence to show, empty when it was saved. */
export async function uploadFile(address: string, file: File): Promise<string> {
  const response = await fetch(address, { method: 'POST', body: file });
  if (response.ok) return '';
  return ((await response.json()) as { message: string }).message;
}
