import { BootcatchError } from '../base/error.ts';
import { concat } from './client-messages.ts';
import { securityUnsupported, type SecurityNeeds } from './security.ts';

/*
 * VeNCrypt 0.2, security type 19 of RFB: TLS inside the handshake, and a way to sign in inside that. Numbers as in the registry of the
 * community's RFB specification (rfbproto, "VeNCrypt"); measured with QEMU 7.2.
 */

/** The only version that servers of today speak. */
export const venCryptVersion = Uint8Array.of(0, 2);

export interface VenCryptType {
  readonly name: string;
  /** Whether the server shows a certificate or nobody knows who it is. Absent: no TLS at all. */
  readonly tls?: 'anonymous' | 'certificate';
  readonly signIn: 'none' | 'vnc' | 'plain';
}

/** From the safest to the least safe; the first that the server offers is taken. */
const known: readonly (readonly [number: number, type: VenCryptType])[] = [
  [260, { name: 'X509None', tls: 'certificate', signIn: 'none' }],
  [261, { name: 'X509Vnc', tls: 'certificate', signIn: 'vnc' }],
  [262, { name: 'X509Plain', tls: 'certificate', signIn: 'plain' }],
  [257, { name: 'TLSNone', tls: 'anonymous', signIn: 'none' }],
  [258, { name: 'TLSVnc', tls: 'anonymous', signIn: 'vnc' }],
  [259, { name: 'TLSPlain', tls: 'anonymous', signIn: 'plain' }],
  [256, { name: 'Plain', signIn: 'plain' }],
];
const otherNames: Readonly<Record<number, string>> = { 263: 'TLSSASL', 264: 'X509SASL' };

/**
 * The kind to choose.
 * @param offered four bytes each
 * @throws BootcatchError `link.securityUnsupported`, `link.certificateNeeded`, `link.passwordNeeded`, `link.usernameNeeded`, `link.passwordInClear`
 */
export function chooseVenCrypt(needs: SecurityNeeds, offered: Uint8Array): { readonly number: number; readonly type: VenCryptType } {
  const view = new DataView(offered.buffer, offered.byteOffset, offered.byteLength);
  const numbers = Array.from({ length: offered.length >> 2 }, (_, index) => view.getUint32(index * 4));
  const names = numbers.map((number) => `VeNCrypt ${known.find(([other]) => other === number)?.[1].name ?? otherNames[number] ?? String(number)}`);
  const spoken = known.filter(([number]) => numbers.includes(number));
  if (spoken.length === 0) throw securityUnsupported(names);
  const allowed = spoken.filter(([, { tls }]) => !needs.needsCertificate || tls === 'certificate');
  const [first] = allowed;
  if (!first) throw new BootcatchError('link.certificateNeeded', { offered: names.join(', ') });
  const [number, type] = allowed.find(([, { signIn }]) => lacks(needs, signIn) === undefined) ?? first;
  const lack = lacks(needs, type.signIn);
  if (lack) throw new BootcatchError(lack);
  if (type.signIn === 'plain' && type.tls === undefined && !needs.linkIsPrivate) throw new BootcatchError('link.passwordInClear');
  return { number, type };
}

function lacks({ username, password }: SecurityNeeds, signIn: VenCryptType['signIn']): 'link.passwordNeeded' | 'link.usernameNeeded' | undefined {
  if (signIn === 'plain' && username === undefined) return 'link.usernameNeeded';
  return signIn !== 'none' && password === undefined ? 'link.passwordNeeded' : undefined;
}

/** Name and password as the Plain kinds send them: both lengths, then both texts in UTF-8. */
export function plainCredentials({ username = '', password }: SecurityNeeds): Uint8Array {
  const [name, secret] = [username, password?.reveal() ?? ''].map((text) => new TextEncoder().encode(text)) as [Uint8Array, Uint8Array];
  const lengths = new DataView(new ArrayBuffer(8));
  lengths.setUint32(0, name.length);
  lengths.setUint32(4, secret.length);
  return concat(new Uint8Array(lengths.buffer), name, secret);
}
