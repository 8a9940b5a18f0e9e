import { z } from 'zod';
import { handshakeStrictnesses } from './strict-link.ts';
import { grubVersions, defaultBootSettings } from './boot/boot-settings.ts';

const milliseconds = z.number().min(0).max(600_000);
/** The least and the most that is drawn at random. */
const span = z.tuple([milliseconds, milliseconds]).refine(([least, most]) => least <= most);

/**
 * How a console ends at a hard reboot. `closed`: a close frame, 1000 "Target closed", as websockify sends it. `cut`: the TCP
 * connection just ends. `stays`: a reset; the connection lives on and shows the new boot.
 */
export const dropShapes = ['closed', 'cut', 'stays'] as const;

/**
 * What a dial meets while the server is down. `refused`: nothing listens. `closed1011`: 101, then close frame 1011 (websockify).
 * `cutAfterAccept`: 101, then a bare end of the TCP connection (Nova's proxy). `hang`: nothing at all. `hangThenCut`: nothing for a
 * while, then 101 and an end (Nova's proxy, early in the gap). `http404`: an HTTP answer.
 */
export const refusalShapes = ['refused', 'closed1011', 'cutAfterAccept', 'hang', 'hangThenCut', 'http404'] as const;

/** What becomes of a console address. `survives`: good for ever. `diesAtReboot`: a reboot ends it. `once`: good for one connection. */
export const tokenModes = ['survives', 'diesAtReboot', 'once'] as const;

/** Everything that can be set about the practice server. All of it has defaults: {@link defaultPracticeSettings}. */
export const practiceSettingsSchema = z.object({
  boot: z
    .object({
      firmware: z.enum(['bios', 'uefi']),
      grub: z.enum(grubVersions),
      style: z.enum(['menu', 'countdown', 'hidden']),
      timeoutSeconds: z.number().int().min(-1).max(3_600),
      nested: z.boolean(),
      output: z.enum(['text', 'graphical']),
      colours: z.enum(['debian', 'plain']),
      panicRebootSeconds: z.number().int().min(0).max(3_600),
      keyboardReadyMs: milliseconds,
      firmwareMs: milliseconds,
      loaderMs: milliseconds,
      kernelLoadMs: milliseconds,
      kernelMs: milliseconds,
    })
    .readonly(),
  /** How long the API takes over a reboot request, and over a request for a console address. */
  rebootCallMs: milliseconds,
  consoleCallMs: milliseconds,
  /** From the reboot request's answer to the end of the console. */
  dropMs: span,
  /** From the end of the console to its being reachable again. */
  downMs: span,
  /** From there to the CPU's start. */
  cpuDelayMs: milliseconds,
  drop: z.enum(dropShapes),
  refusal: z.enum(refusalShapes),
  /** How long `hangThenCut` hangs. */
  hangMs: span,
  token: z.enum(tokenModes),
  handshake: z.enum(handshakeStrictnesses),
  /** Round trip of the way to the console: half of it is added in each direction. */
  roundTripMs: milliseconds,
});

export type PracticeSettings = z.infer<typeof practiceSettingsSchema>;

/** A friendly provider: the console is away for about three seconds, its address lives on. */
export const defaultPracticeSettings: PracticeSettings = {
  boot: defaultBootSettings,
  rebootCallMs: 50,
  consoleCallMs: 50,
  dropMs: [150, 300],
  downMs: [1_800, 2_600],
  cpuDelayMs: 100,
  drop: 'closed',
  refusal: 'closed1011',
  hangMs: [1_200, 2_100],
  token: 'survives',
  handshake: 'any',
  roundTripMs: 0,
};
