import { useEffect, useState } from 'preact/hooks';
import { asWebp } from './shrink.ts';

type Props = {
  /** WebP */
  bytes: Uint8Array;
  alt: string;
};

/** A picture out of a record. The browser is shown bytes as a picture and as nothing else. */
export function PictureView({ bytes, alt }: Props) {
  const [url, setUrl] = useState<string | undefined>(undefined);
  useEffect(() => {
    const made = URL.createObjectURL(asWebp(bytes));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes]);
  return url === undefined ? <span class="picture-wait" /> : <img class="picture" src={url} alt={alt} />;
}
