import { useEffect, useRef, useState } from 'react';
import { useWords } from '../app/words.ts';
import { useWindowState } from '../host/store.ts';

/** The decisive moment of a recording; fetched when it comes into sight. An empty frame where there is no picture. */
export function Thumbnail({ id }: { readonly id: string }): React.JSX.Element {
  const { word } = useWords();
  const connection = useWindowState((state) => state.connection);
  const frame = useRef<HTMLSpanElement>(null);
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    if (!connection || !frame.current) return;
    let made: string | undefined;
    let left = false;
    const fetchPicture = async (): Promise<void> => {
      // One that cannot be had leaves the frame empty; its row says what is wrong.
      const picture = await connection.client.recordings.thumbnail({ id }).catch(() => undefined);
      if (!picture || left) return;
      made = URL.createObjectURL(picture);
      setAddress(made);
    };
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      void fetchPicture();
    });
    observer.observe(frame.current);
    return () => {
      left = true;
      observer.disconnect();
      if (made !== undefined) URL.revokeObjectURL(made);
    };
  }, [connection, id]);
  return (
    <span ref={frame} className="thumbnail">
      {address !== undefined && <img src={address} alt={word('app.recordings.thumbnail')} />}
    </span>
  );
}
