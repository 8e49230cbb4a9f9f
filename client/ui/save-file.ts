/** Gives the person a file, as a download of the browser's. The content never leaves the page otherwise. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // Once the browser has begun to read it, it holds it.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
