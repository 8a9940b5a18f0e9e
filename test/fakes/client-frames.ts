/** The largest frame that Proxmox VE's gateway takes (pve-http-server, PVE/APIServer/AnyEvent.pm). */
const largestBytes = 128 * 1_024;

/**
 * Watches the frames that a client sends (RFC 6455, section 5.2) for what Proxmox VE's own WebSocket code has no word for: a message in several frames, a
 * compressed one, one without a mask, one that is too long.
 * @returns takes the next bytes of the stream; true once the gateway would have cut the connection
 */
export function strictClientFrames(): (chunk: Buffer) => boolean {
  let waiting = Buffer.alloc(0);
  let skipBytes = 0;
  return (chunk) => {
    waiting = Buffer.concat([waiting, chunk]);
    for (;;) {
      const skipped = Math.min(skipBytes, waiting.length);
      waiting = waiting.subarray(skipped);
      skipBytes -= skipped;
      if (skipBytes > 0 || waiting.length < 2) return false;
      const [first = 0, second = 0] = waiting;
      const [isWhole, isPlain, isMasked] = [(first & 0x80) !== 0 && (first & 0x0f) !== 0, (first & 0x70) === 0, (second & 0x80) !== 0];
      if (!isWhole || !isPlain || !isMasked) return true;
      const shortBytes = second & 0x7f;
      const lengthBytes = shortBytes === 127 ? 8 : shortBytes === 126 ? 2 : 0;
      if (waiting.length < 2 + lengthBytes) return false;
      const payloadBytes = lengthBytes === 8 ? Number(waiting.readBigUInt64BE(2)) : lengthBytes === 2 ? waiting.readUInt16BE(2) : shortBytes;
      if (payloadBytes > largestBytes) return true;
      skipBytes = 2 + lengthBytes + 4 + payloadBytes;
    }
  };
}
