import { Secret } from '../../core/base/secret.ts';
import type { ProviderFake } from './fake.ts';

/** What Nova's console proxy turns away. */
export const novaKnocks: NonNullable<ProviderFake['wrongKnocks']> = {
  'the origin of another site': (endpoint) => ({ ...endpoint, origin: 'http://elsewhere.example' }),
  'a token that was never given': (endpoint) => ({ ...endpoint, url: new Secret(endpoint.url.reveal().replace(/token=[^&]+/, 'token=of-nobody')) }),
};
