/** Prints a picture alone: the page lends its printer, and shows nothing of itself on the paper (board.css). */
export function printPicture(picture: Blob): void {
  const url = URL.createObjectURL(picture);
  const sheet = document.createElement('div');
  sheet.className = 'print-sheet';
  const image = document.createElement('img');
  image.alt = '';
  sheet.append(image);
  const done = (): void => {
    sheet.remove();
    URL.revokeObjectURL(url);
  };
  image.addEventListener('load', () => {
    window.addEventListener('afterprint', done, { once: true });
    window.print();
  });
  image.addEventListener('error', done);
  image.src = url;
  document.body.append(sheet);
}
