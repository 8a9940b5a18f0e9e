import type { TokenMode } from '../lab/cloud/console-tokens.ts';
import type { OpenStackLabOptions } from '../lab/cloud/openstack-lab.ts';
import type { ImageName } from '../../core/practice/machine/recipes.ts';

/** The images of the gauntlet. */
export const gauntletImages = ['text', 'text-1', 'graphical', 'uefi', 'hidden-2', 'hidden-0'] as const satisfies readonly ImageName[];
export type GauntletImage = (typeof gauntletImages)[number];

export const roundTripsMs = [0, 50, 150] as const;
export const tokenModes = ['survives', 'diesAtReboot', 'once', 'portChanges'] as const satisfies readonly TokenMode[];
export const downTimesMs = [300, 1_000, 2_050, 5_000] as const;

/** One lap's surroundings. */
export type Condition = Pick<OpenStackLabOptions, 'seed' | 'consoleCallMs' | 'proxy'> & {
  readonly image: GauntletImage;
  readonly roundTripMs: (typeof roundTripsMs)[number];
  readonly tokenMode: TokenMode;
  readonly downMs: number;
};

/** `count` values in random order, each as often as every other one, or once more. */
function dealt<T>(values: readonly T[], count: number, random: () => number): T[] {
  const deck = Array.from({ length: count }, (_, index) => values[index % values.length] as T);
  for (let index = deck.length - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    [deck[index], deck[other]] = [deck[other] as T, deck[index] as T];
  }
  return deck;
}

/** The laps of one image: with 20 laps each round trip, token mode and down time occurs at least five times. */
export function draw(image: GauntletImage, laps: number, random: () => number, consoleCallMs = 0): Condition[] {
  const [trips, modes, downs] = [dealt(roundTripsMs, laps, random), dealt(tokenModes, laps, random), dealt(downTimesMs, laps, random)];
  return Array.from({ length: laps }, (_, lap) => ({
    image,
    seed: Math.floor(random() * 2 ** 31),
    roundTripMs: trips[lap] ?? 0,
    tokenMode: modes[lap] ?? 'survives',
    downMs: downs[lap] ?? 1_000,
    ...(consoleCallMs > 0 && { consoleCallMs }),
  }));
}

/** Every combination once, through each proxy. */
export function cross(image: GauntletImage, random: () => number): Condition[] {
  return (['nova', 'websockify'] as const).flatMap((proxy) =>
    roundTripsMs.flatMap((roundTripMs) =>
      tokenModes.flatMap((tokenMode) => downTimesMs.map((downMs) => ({ image, proxy, roundTripMs, tokenMode, downMs, seed: Math.floor(random() * 2 ** 31) }))),
    ),
  );
}
