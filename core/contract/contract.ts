import { keysContract, menuContract, plansContract } from './acting.ts';
import { catchesContract } from './catches.ts';
import { consolesContract } from './consoles.ts';
import { hostContract } from './host.ts';
import { recordingsContract } from './recordings.ts';
import { accountsContract, serversContract } from './servers.ts';
import { practiceContract, settingsContract } from './settings.ts';
import { tuningContract } from './tuning.ts';

/** The typed API that every host serves, one name a concern. `docs/contract.md` tells what streams promise. */
export const contract = {
  host: hostContract,
  accounts: accountsContract,
  servers: serversContract,
  consoles: consolesContract,
  catches: catchesContract,
  menu: menuContract,
  keys: keysContract,
  plans: plansContract,
  settings: settingsContract,
  practice: practiceContract,
  recordings: recordingsContract,
  tuning: tuningContract,
};
