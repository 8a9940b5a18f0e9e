import { useState } from 'react';
import type { ConsoleLook } from './Toolbar.tsx';

const storageName = 'bootcatch.console.look';
const usual: ConsoleLook = { scale: 'whole', asText: false };

/** How this window shows consoles; kept in the browser, because it belongs to the screen in front of the person. */
export function useLook(): readonly [ConsoleLook, (look: ConsoleLook) => void] {
  const [look, setLook] = useState(read);
  return [
    look,
    (next) => {
      setLook(next);
      localStorage.setItem(storageName, JSON.stringify(next));
    },
  ];
}

function read(): ConsoleLook {
  const [scale, asText] = (() => {
    try {
      const kept = JSON.parse(localStorage.getItem(storageName) ?? '{}') as Partial<ConsoleLook>;
      return [kept.scale, kept.asText];
    } catch {
      return [undefined, undefined];
    }
  })();
  return { scale: scale === 'fill' || scale === 'one' ? scale : usual.scale, asText: asText === true };
}
