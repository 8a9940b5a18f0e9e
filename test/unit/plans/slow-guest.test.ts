import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BootcatchError } from '../../../core/base/error.ts';
import { GrubConsole } from './grub-console.ts';

const kernelLine = (title: string): readonly string[] => [`  linux /boot/vmlinuz-6.1.0-28-practice root=/dev/vda1 ro name=${title.replace(/\W/g, '')} `];
const entry = (title: string) => ({ title, commands: kernelLine(title) });

/** A menu with the wanted entry somewhere in it or in one of its submenus, and some that are much like it. */
const menus = fc
  .record({
    before: fc.integer({ min: 0, max: 15 }),
    after: fc.integer({ min: 0, max: 15 }),
    submenu: fc.option(fc.integer({ min: 0, max: 15 }), { nil: undefined }),
    highlighted: fc.nat(),
  })
  .map(({ before, after, submenu, highlighted }) => {
    const around = (count: number, name: string) => Array.from({ length: count }, (_, index) => entry(`${name} ${index % 7}`));
    const wanted = entry('The wanted one');
    const entries = [...around(before, 'Other'), submenu === undefined ? wanted : { title: 'Advanced options for Practice Linux', submenu: [...around(submenu, 'Inner'), wanted, entry('Last inner')] }, ...around(after, 'Other')];
    return { entries, highlighted: highlighted % entries.length };
  });

/** How long the guest stands still before each key, one after the other: mostly not, sometimes for seconds. */
const stalls = fc.infiniteStream(fc.oneof({ weight: 12, arbitrary: fc.constant(0) }, { weight: 4, arbitrary: fc.integer({ min: 1, max: 900 }) }, { weight: 1, arbitrary: fc.integer({ min: 900, max: 20_000 }) }));

describe('a guest that stands still now and then, as on a busy host', () => {
  test.each(['select /wanted/; boot', "select /wanted/; edit-kernel 'append single'"])('%s: boots the wanted entry or none', async (plan) => {
    await fc.assert(
      fc.asyncProperty(menus, stalls, async ({ entries, highlighted }, delays) => {
        const server = new GrubConsole(entries, highlighted);
        const times = delays[Symbol.iterator]();
        server.delayMs = () => times.next().value as number;
        const error = await server.run(plan);
        // What is still on its way to the guest arrives, too.
        await server.clock.advance(120_000);
        const booted = server.booted.map(({ title, commands }) => [title, commands.filter((line) => /^\s*linux/.test(line)).map((line) => line.trimEnd())]);
        const words = plan.includes('single') ? '  single' : '';
        const right = [['The wanted one', [`  linux /boot/vmlinuz-6.1.0-28-practice root=/dev/vda1 ro name=Thewantedone${words}`]]];
        if (error === undefined) expect(booted).toEqual(right);
        else {
          expect(error).toBeInstanceOf(BootcatchError);
          expect([[], right]).toContainEqual(booted);
        }
        expect(server.down).toEqual([]);
      }),
      { numRuns: 12 },
    );
  });
});
