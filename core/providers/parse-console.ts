import { BootcatchError } from '../base/error.ts';
import { redactUrl } from '../base/secret.ts';
import { parseConsoleAddress } from '../link/console-url.ts';
import type { Endpoint } from '../link/endpoint.ts';
import { ProviderError } from './error.ts';

/** A console's address that a provider gave, as an endpoint. @throws ProviderError `provider.consoleNotUnderstood` */
export function parseOrExplain(address: string, service: string): Endpoint {
  try {
    return parseConsoleAddress(address);
  } catch (error) {
    if (!(error instanceof BootcatchError)) throw error;
    throw new ProviderError('provider.consoleNotUnderstood', { service, address: redactUrl(address) }, { cause: error });
  }
}
