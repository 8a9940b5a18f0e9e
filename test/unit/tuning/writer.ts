import { openSqliteAttempts } from '../../../core/tuning/node/sqlite-attempts.ts';
import { heldLap } from './laps.ts';

/** A process of its own that keeps laps until it has written its number, or for ever: writer.ts <file> <name> <count>. */
const [path = '', catchId = '', count = ''] = process.argv.slice(2);
const attempts = openSqliteAttempts(path, () => undefined);
for (let lap = 1; lap <= Number(count); lap++) {
  attempts.add(heldLap({ catchId, lap }));
  process.stdout.write(`${lap}\n`);
}
attempts.close();
