/** Records the console on a port until it is killed: `node process.ts PORT FILE`. */
import { recordPort } from './record.ts';

const [port, file = ''] = process.argv.slice(2);
await recordPort(Number(port), file);
process.stdout.write('recording\n');
