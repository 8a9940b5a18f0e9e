import { describe, expect, test as plainTest } from 'vitest';
import type { HandshakeShape } from '../../../core/link/endpoint.ts';
import type { Target } from '../../../core/providers/provider.ts';
import { rectangle, resultOk, securityNone, serverInit, text, u16, u32, update, version } from '../rfb/bytes.ts';
import { catchOn, eventsOf, quick, story, veryQuick, type Caught } from './catching.ts';
import { FaultyServer, type Wire } from './faulty-server.ts';

/** Every byte of every picture is cut at once where a person asks for it; else a sample. */
const everyByte = process.env['BOOTCATCH_ALL_FAULTS'] === '1';

/** Each test has a server of its own, so that they can wait side by side. */
const test = plainTest.extend<{ server: FaultyServer }>({
  // vitest reads from the pattern which other fixtures this one needs: none.
  server: async ({}, use) => {
    const server = await FaultyServer.start();
    await use(server);
    server.close();
  },
});

function expectHeld(caught: Caught, server: FaultyServer): void {
  expect({ outcome: caught.result.outcome, laps: caught.result.laps }, story(caught)).toEqual({ outcome: 'held', laps: 1 });
  expect(server.reboots).toEqual(['hard']);
  caught.console.dispose();
}

const failuresOf = (caught: Caught): string[] => [...new Set(eventsOf(caught, 'probeFailed').map(({ failure }) => failure))];

/** Unhurried probes, so that each meets what is meant for it. */
const oneAtATime = (server: FaultyServer): Target => server.target({ reach: { ...server.target().reach, handshake: 'whole', maxInFlight: 1, intervalMs: 2_000 } });

/** After the reboot the first `times` connections fail in this way; then the console is honest. */
function failFirst(server: FaultyServer, times: number, fail: (wire: Wire, number: number) => void): void {
  server.onReboot = () => {
    server.onWire = (wire, number) => (number <= times ? fail(wire, number) : server.serve(wire));
  };
}

/** Says these bytes whatever the client says. */
const says = (...bytes: readonly (readonly number[])[]) => (wire: Wire): void => wire.link.send(Uint8Array.from(bytes.flat()));

/** What every client sends before it asks for pictures: version, choice, ClientInit, two keys at most. */
const clientHandshakeBytes = 12 + 1 + 1 + 2 * 16;

/** A handshake without a fault and, once pictures are asked for, this. */
const opens = (then: (wire: Wire) => void = () => undefined) => (wire: Wire): void => {
  let received = 0;
  const listening = wire.link.onData((bytes) => {
    received += bytes.length;
    if (received <= clientHandshakeBytes) return;
    listening.dispose();
    then(wire);
  });
  says(version, securityNone, resultOk, serverInit(720, 400))(wire);
};

/** An honest server whose connection is cut after that many bytes. */
function cutAfter(server: FaultyServer, wire: Wire, bytes: number): void {
  let left = bytes;
  if (left === 0) return wire.cut();
  server.serve(wire, (written) => {
    if (left <= 0) return undefined;
    const part = written.slice(0, left);
    left -= part.length;
    // The cut comes behind the bytes, not instead of them.
    if (left === 0) setImmediate(() => wire.socket.destroySoon());
    return part;
  });
}

const handshakeBytes = version.length + securityNone.length + resultOk.length + serverInit(720, 400, 'faulty').length;

describe('a console that is cut', () => {
  test.for<HandshakeShape>(['whole', 'split', 'polite'])('after each byte of the handshake (%s) is tried again until it opens', async (handshake, { server }) => {
    // Each place twice, because at trouble every other probe is a politer one.
    failFirst(server, handshakeBytes * 2, (wire, number) => cutAfter(server, wire, (number - 1) >> 1));
    const caught = await catchOn(server.target({ reach: { ...server.target().reach, handshake, intervalMs: 20, maxInFlight: 8 } }));
    expectHeld(caught, server);
    // A cut behind the last byte is a drop of an open console.
    const cuts = eventsOf(caught, 'probeFailed').length + eventsOf(caught, 'drop').length;
    expect(cuts).toBeGreaterThanOrEqual(handshakeBytes * 2 - 8);
    expect(caught.said).toContain('link.closedBeforeRfb');
    expect(caught.said).toContain('link.cutInHandshake');
  });

  test('after bytes of the first picture comes back and asks for all of it again', async ({ server }) => {
    const step = everyByte ? 1 : 149;
    const pictureBytes = 6_000;
    let cutAt = handshakeBytes;
    failFirst(server, Math.ceil(pictureBytes / step), (wire) => cutAfter(server, wire, (cutAt += step)));
    const caught = await catchOn(server.target({ reach: { ...server.target().reach, handshake: 'whole', intervalMs: 20 } }), everyByte ? { clock: veryQuick } : {});
    expectHeld(caught, server);
    expect(eventsOf(caught, 'drop').length).toBeGreaterThan(10);
  });

  test('before the reboot is no reason not to catch', async ({ server }) => {
    server.onWire = (wire) => wire.cut();
    failFirst(server, 0, () => undefined);
    const caught = await catchOn(server.target());
    expectHeld(caught, server);
    expect(caught.said).toContain('catch.noConsoleYet');
  });

  test('again and again behind its handshake ends the lap, with pauses between the tries', async ({ server }) => {
    failFirst(server, Infinity, (wire) => {
      opens()(wire);
      setImmediate(() => wire.socket.destroySoon());
    });
    const caught = await catchOn(server.target(), { clock: veryQuick });
    expect(caught.result).toMatchObject({ outcome: 'gaveUp', laps: 1, message: { key: 'catch.gaveUp' } });
    expect(caught.said).toContain('catch.missed.consoleKeepsEnding');
    // 180 s in steps of no less than the interval of 100 ms.
    expect(eventsOf(caught, 'drop').length).toBeLessThanOrEqual(1_801);
  });

  test('while held is taken up again, and its end is told where it stays away', async ({ server }) => {
    const caught = await catchOn(server.target());
    expect(caught.result.outcome).toBe('held');
    const controller = new AbortController();
    const kept = caught.catcher.keepHeld(controller.signal);
    const heldAgain = new Promise((resolve) => caught.timeline.onAppend((event) => event.event === 'held' && resolve(event.proof)));
    for (const wire of server.wires) wire.cut();
    expect(await heldAgain).toBe('stillThereAfterReconnect');

    server.show('text-booting-later');
    for (const wire of server.wires) wire.cut();
    expect(await kept).toBe('lost');
    expect(eventsOf(caught, 'missed').map(({ message }) => message.key)).toEqual(['catch.heldGone']);
    expect(server.reboots).toEqual(['hard']);
    caught.console.dispose();
  });

  test('again and again while held is not hammered', async ({ server }) => {
    const caught = await catchOn(server.target());
    let comebacks = 0;
    server.onWire = (wire) => {
      comebacks++;
      opens()(wire);
      setImmediate(() => wire.socket.destroySoon());
    };
    const controller = new AbortController();
    const startedAtMs = quick.now();
    const kept = caught.catcher.keepHeld(controller.signal);
    kept.catch(() => undefined);
    for (const wire of server.wires) wire.cut();
    while (comebacks < 8) await new Promise((resolve) => setTimeout(resolve, 5));
    // No oftener than the interval of the probes.
    expect(quick.now() - startedAtMs).toBeGreaterThanOrEqual(7 * 100);
    controller.abort();
    await expect(kept).rejects.toThrow();
    caught.console.dispose();
  });
});

describe('a console that says nothing', () => {
  test('behind an open WebSocket does not hold up the tries beside it', async ({ server }) => {
    failFirst(server, 6, () => undefined);
    const caught = await catchOn(server.target());
    expectHeld(caught, server);
    expect(failuresOf(caught)).toContain('superseded');
  });

  test('and a gateway that accepts and never answers: given up by time, said so, tried again', async ({ server }) => {
    server.onReboot = () => {
      server.atDoor = (_socket, number) => number <= 6;
      server.onWire = (wire, number) => void (number > 12 && server.serve(wire));
    };
    const caught = await catchOn(server.target({ reach: { ...server.target().reach, probeTimeoutMs: 900, maxInFlight: 2 } }));
    expectHeld(caught, server);
    expect(failuresOf(caught)).toContain('timeout');
    expect(caught.said).toContain('link.dialTimeout');
    expect(caught.said).toContain('link.silent');
  });

  test('for good ends the lap after two minutes, with the next step', async ({ server }) => {
    failFirst(server, Infinity, () => undefined);
    const caught = await catchOn(server.target(), { clock: veryQuick });
    expect(caught.result).toMatchObject({ outcome: 'gaveUp', laps: 1 });
    expect(eventsOf(caught, 'missed').map(({ message }) => message.key)).toEqual(['catch.notReached']);
  });

  test('behind its handshake is given up and dialled anew', async ({ server }) => {
    failFirst(server, 1, opens());
    expectHeld(await catchOn(server.target({ reach: { ...server.target().reach, handshake: 'whole' } })), server);
  });

  test('behind its handshake, for good, ends the lap', async ({ server }) => {
    failFirst(server, Infinity, opens());
    const caught = await catchOn(server.target(), { clock: veryQuick });
    expect(caught.result).toMatchObject({ outcome: 'gaveUp', laps: 1 });
    expect(caught.said).toContain('catch.missed.consoleKeepsEnding');
  });
});

describe('a console that closes', () => {
  test('behind the 101 is tried again, whatever the code', async ({ server }) => {
    const codes = [1000, 1001, 1008, 1011, 4404];
    failFirst(server, codes.length, (wire, number) => wire.close(codes[number - 1] ?? 0, 'not yet'));
    const caught = await catchOn(server.target());
    expectHeld(caught, server);
    expect(caught.said).toContain('link.downstreamRefused');
    const reasons = eventsOf(caught, 'probeFailed').map(({ message }) => message.values['reason']);
    expect(reasons).toEqual(expect.arrayContaining(['1000 not yet', '1001 not yet', '1008 not yet', 'not yet', '4404 not yet']));
  });

  test('or answers anything else instead of the 101 is tried again, and what came is named', async ({ server }) => {
    const answers = [
      ['HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n', 'link.http'],
      ['HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello', 'link.http'],
      ['HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: wrong\r\n\r\n', 'link.notWebSocket'],
      ['SSH-2.0-OpenSSH_9.2\r\n', 'link.notWebSocket'],
      ['RFB 003.008\n', 'link.notWebSocket'],
      ['', 'link.cutBeforeAnswer'],
    ] as const;
    server.onReboot = () => {
      server.atDoor = (socket, number) => {
        const [answer] = answers[number - 1] ?? [];
        if (answer === '') socket.destroy();
        else if (answer !== undefined) socket.end(answer);
        return answer !== undefined;
      };
    };
    const caught = await catchOn(oneAtATime(server));
    expectHeld(caught, server);
    expect(eventsOf(caught, 'probeFailed').filter(({ failure }) => failure !== 'superseded').map(({ message }) => message.key)).toEqual(answers.map(([, key]) => key));
  });

  test('with “too many requests” is left alone for a while', async ({ server }) => {
    server.onReboot = () => {
      server.atDoor = (socket, number) => number === 1 && (socket.end('HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'), true);
    };
    const caught = await catchOn(oneAtATime(server));
    expectHeld(caught, server);
    const { events } = caught;
    const refused = events.findIndex(({ event }) => event === 'probeFailed');
    const next = events.slice(refused).find(({ event }) => event === 'probeStarted');
    expect((next?.atMs ?? 0) - (events[refused]?.atMs ?? 0)).toBeGreaterThanOrEqual(5_000);
  });
});

describe('a console that breaks the rules', () => {
  const endless = u32(0xffff_ffff);
  const lies: readonly (readonly [name: string, say: (wire: Wire) => void, key: string])[] = [
    ['a picture of 65535×65535', says(version, securityNone, resultOk, serverInit(65_535, 65_535)), 'link.pictureTooLarge'],
    ['a desktop name of 4 GiB', says(version, securityNone, resultOk, serverInit(720, 400).slice(0, 20), endless), 'link.tooLong'],
    ['a refusal of 4 GiB', says(version, [0], endless), 'link.tooLong'],
    ['another protocol', says(text('HTTP/1.1 200 OK\r\n\r\n')), 'link.notRfb'],
    ['an RFB that never was', says(text('RFB 003.001\n'), u32(1)), 'link.rfbVersion'],
    ['a clipboard of 4 GiB', opens(says([3, 0, 0, 0], endless)), 'link.tooLong'],
    ['a compressed piece of 4 GiB', opens(says(update(rectangle(0, 0, 720, 400, 6, endless)))), 'link.tooLong'],
    ['a size of 60000×60000 later on', opens(says(update(rectangle(0, 0, 60_000, 60_000, -223)))), 'link.pictureTooLarge'],
    ['a broken compressed picture', opens(says(update(rectangle(0, 0, 720, 400, 16, [...u32(8), 1, 2, 3, 4, 5, 6, 7, 8])))), 'link.brokenPicture'],
    ['a picture in an encoding that nobody offered', opens(says(update(rectangle(0, 0, 8, 8, 21)))), 'link.brokenPicture'],
    ['a picture that nobody asked for', says(version, securityNone, resultOk, serverInit(720, 400), update(rectangle(0, 0, 1, 1, 0, [1, 2, 3, 4]))), 'link.unaskedPicture'],
    ['a message that does not exist', opens(says([99, 1, 2, 3])), 'link.unknownMessage'],
  ];

  test('is left, the rule is named, and the next connection holds', async ({ server }) => {
    failFirst(server, lies.length, (wire, number) => lies[number - 1]?.[1](wire));
    const caught = await catchOn(oneAtATime(server));
    expectHeld(caught, server);
    const named = caught.said.filter((key) => key.startsWith('link.') && key !== 'link.superseded');
    expect(named).toEqual(lies.map(([, , key]) => key));
  });

  test('a size that changes in the middle of an update is followed', async ({ server }) => {
    failFirst(server, 1, (wire) => {
      const line = new Array<number>(640 * 4).fill(0);
      opens(says(update(rectangle(0, 0, 640, 1, 0, line), rectangle(0, 0, 640, 480, -223), rectangle(0, 479, 640, 1, 0, line))))(wire);
      setTimeout(() => wire.cut(), 20);
    });
    const caught = await catchOn(server.target({ reach: { ...server.target().reach, handshake: 'whole' } }));
    expectHeld(caught, server);
    expect(caught.said).not.toContain('link.brokenPicture');
  });

  test('what nobody asked for is read past, and the menu behind it is held', async ({ server }) => {
    const unasked = [...[1, 0, ...u16(0), ...u16(1), ...u16(1), ...u16(2), ...u16(3)], 2, ...[3, 0, 0, 0, ...u32(5), ...text('hello')], 150, ...[248, 0, 0, 0, ...u32(3), 2, 7, 7]];
    server.onReboot = () => {
      server.onWire = (wire) => {
        let inited = 0;
        server.serve(wire, (bytes) => {
          inited += bytes.length;
          return inited > handshakeBytes ? Uint8Array.from([...unasked, ...bytes]) : bytes;
        });
      };
    };
    expectHeld(await catchOn(server.target()), server);
  });

  test('text messages and pings of a WebSocket do no harm', async ({ server }) => {
    failFirst(server, 2, (wire) => {
      wire.webSocket.send('RFB 003.008\n');
      wire.webSocket.ping('x'.repeat(125));
      wire.webSocket.send('nonsense of a gateway');
    });
    expectHeld(await catchOn(server.target()), server);
  });
});

describe('a console that says too much or too slowly', () => {
  /** Writes as fast as the client reads. */
  function flood(wire: Wire, chunk: Uint8Array): void {
    const write = (): void => {
      // A socket that a write has just found broken says so only in the next turn, and lets no more wait in it: it would never be full.
      for (let sent = 0; sent < 64 && wire.webSocket.readyState === wire.webSocket.OPEN && wire.webSocket.bufferedAmount < 1 << 18; sent++) wire.webSocket.send(chunk);
      if (wire.webSocket.readyState === wire.webSocket.OPEN) setImmediate(write);
    };
    write();
  }

  test.for([
    ['bells', new Uint8Array(4_096).fill(2)],
    ['empty updates', new Uint8Array(4_096)],
    ['pictures of one pixel', Uint8Array.from(new Array<number[]>(200).fill(update(rectangle(0, 0, 1, 1, 0, [0, 0, 0, 0]))).flat())],
    ['fences that want an answer', Uint8Array.from(new Array<number[]>(200).fill([248, 0, 0, 0, ...u32(0x8000_0000), 0]).flat())],
  ] as const)('a flood of %s is left for another connection, and the menu is held', async ([_name, chunk], { server }) => {
    failFirst(server, 1, (wire) => {
      opens((opened) => flood(opened, chunk))(wire);
    });
    expectHeld(await catchOn(server.target({ reach: { ...server.target().reach, handshake: 'whole' } })), server);
  });

  test('a flood in place of a handshake ends that probe alone', async ({ server }) => {
    failFirst(server, 2, (wire) => flood(wire, new Uint8Array(4_096).fill(65)));
    const caught = await catchOn(server.target());
    expectHeld(caught, server);
    expect(caught.said).toContain('link.notRfb');
  });

  test('byte by byte is as good as at once', async ({ server }) => {
    server.onReboot = () => {
      server.onWire = (wire) => {
        const waiting: number[] = [];
        const drip = (): void => {
          // A WebSocket message a byte, a few at a time.
          for (let count = 0; count < 64 && waiting.length > 0; count++) wire.link.send(Uint8Array.of(waiting.shift() ?? 0));
          if (waiting.length > 0) setImmediate(drip);
        };
        server.serve(wire, (bytes) => {
          if (waiting.length === 0) setImmediate(drip);
          waiting.push(...bytes);
          return undefined;
        });
      };
    };
    expectHeld(await catchOn(server.target()), server);
  });

  test('a handshake that drips too slowly is given up by time and named', async ({ server }) => {
    failFirst(server, 3, (wire) => {
      const bytes = [...version];
      const timer = setInterval(() => wire.link.send(Uint8Array.of(bytes.shift() ?? 0)), 15);
      wire.webSocket.once('close', () => clearInterval(timer));
    });
    const caught = await catchOn(server.target({ reach: { ...server.target().reach, probeTimeoutMs: 900, maxInFlight: 3 } }));
    expectHeld(caught, server);
    expect(caught.said).toContain('link.handshakeTimeout');
  });
});

describe('before a reset', () => {
  const boots: readonly (readonly [string, readonly string[]])[] = [
    ['login', ['Debian GNU/Linux 12 web tty1', '', 'web login: ']],
    ['fsck', ['[    3.101234] systemd[1]: Starting systemd-fsck-root.service', 'fsck from util-linux 2.38.1', '/dev/vda1 was not cleanly unmounted, check forced.', 'Pass 1: Checking inodes, blocks, and sizes']],
  ];
  test.for(boots)('a real screen with %s on it stops the catch, and nothing is reset', async ([phase, lines], { server }) => {
    server.write(lines);
    const caught = await catchOn(server.target());
    expect(caught.result, story(caught)).toMatchObject({ outcome: 'failed', laps: 1, message: { key: `catch.stop.${phase}` } });
    expect(eventsOf(caught, 'stopNeeded')).toHaveLength(1);
    expect(server.reboots).toEqual([]);
    caught.console.dispose();
  });
});
