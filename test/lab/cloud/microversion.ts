import type { Reply } from '../../fakes/http.ts';

/** A version of the compute API within 2.x. */
export interface Microversion {
  readonly major: number;
  readonly minor: number;
}

/** The version that a call is for: its header, new or old form, or the lowest. What the API does not speak comes back as the refusal to send. */
export function chooseMicroversion(headers: Readonly<Record<string, string | undefined>>, highest: string): Microversion | { readonly refusal: Reply } {
  const asked = /\bcompute\s+(\S+)/i.exec(headers['openstack-api-version'] ?? '')?.[1] ?? headers['x-openstack-nova-api-version'] ?? '2.1';
  const version = parse(asked === 'latest' ? highest : asked);
  if (version === undefined) return { refusal: { status: 400, body: { badRequest: { code: 400, message: `API Version String ${asked} is of invalid format. Must be of format MajorNum.MinorNum.` } } } };
  if (version.major !== 2 || version.minor < 1 || version.minor > (parse(highest)?.minor ?? 1)) {
    return { refusal: { status: 406, body: { computeFault: { code: 406, message: `Version ${asked} is not supported by the API. Minimum is 2.1 and maximum is ${highest}.` } } } };
  }
  return version;
}

function parse(text: string): Microversion | undefined {
  const match = /^(\d+)\.(\d+)$/.exec(text);
  return match === null ? undefined : { major: Number(match[1]), minor: Number(match[2]) };
}
