import { useEffect, useState } from 'react';

/** `Date.now()`, drawn anew several times a second while something runs; a tenth of a second is what the times on the page show. */
export function useNow(runs: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!runs) return;
    const tick = (): void => setNow(Date.now());
    tick();
    const timer = setInterval(tick, 100);
    return () => clearInterval(timer);
  }, [runs]);
  return now;
}
