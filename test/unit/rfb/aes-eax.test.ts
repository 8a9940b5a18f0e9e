import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AesEax } from '../../../core/rfb/aes-eax.ts';
import { AESEAXCipher } from './sign-in-server.ts';

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));
const hex = (value: Uint8Array | undefined): string => Buffer.from(value ?? []).toString('hex').toUpperCase();

/** The test vectors of the paper that defines EAX (Bellare, Rogaway, Wagner, 2004): message, key, nonce, header, result. */
const vectors = [
  ['', '233952DEE4D5ED5F9B9C6D6FF80FF478', '62EC67F9C3A4A407FCB2A8C49031A8B3', '6BFB914FD07EAE6B', 'E037830E8389F27B025A2D6527E79D01'],
  ['F7FB', '91945D3F4DCBEE0BF45EF52255F095A4', 'BECAF043B0A23D843194BA972C66DEBD', 'FA3BFD4806EB53FA', '19DD5C4C9331049D0BDAB0277408F67967E5'],
  ['1A47CB4933', '01F74AD64077F2E704C0F60ADA3DD523', '70C3DB4F0D26368400A10ED05D2BFF5E', '234A3463C1264AC6', 'D851D5BAE03A59F238A23E39199DC9266626C40F80'],
  ['481C9E39B1', 'D07CF6CBB7F313BDDE66B727AFD3C5E8', '8408DFFF3C1A2B1292DC199E46B7D617', '33CCE2EABFF5A79D', '632A9D131AD4C168A4225D8E1FF755939974A7BEDE'],
  ['40D0C07DA5E4', '35B6D0580005BBC12B0587124557D2C2', 'FDB6B06676EEDC5C61D74276E1F8E816', 'AEB96EAEBE2970E9', '071DFE16C675CB0677E536F73AFE6A14B74EE49844DD'],
  ['4DE3B35C3FC039245BD1FB7D', 'BD8E6E11475E60B268784C38C62FEB22', '6EAC5C93072D8E8513F750935E46DA1B', 'D4482D1CA78DCE0F', '835BB4F15D743E350E728414ABB8644FD6CCB86947C5E10590210A4F'],
  ['8B0A79306C9CE7ED99DAE4F87F8DD61636', '7C77D6E813BED5AC98BAA417477A2E7D', '1A8C98DCD73D38393B2BF1569DEEFC19', '65D2017990D62528', '02083E3979DA014812F59F11D52630DA30137327D10649B0AA6E1C181DB617D7F2'],
  ['CA40D7446E545FFAED3BD12A740A659FFBBB3CEAB7', '8395FCF1E95BEBD697BD010BC766AAC3', '22E7ADD93CFC6393C57EC0B3C17D6B44', '126735FCC320D25A', 'CB8920F87A6C75CFF39627B56E3ED197C552D295A7CFC46AFC253B4652B1AF3795B124AB6E'],
] as const;

describe('AES in EAX mode', () => {
  it.each(vectors)('is that of the paper for %j', (message, key, nonce, header, result) => {
    const aes = new AesEax(bytes(key));
    expect(hex(aes.encrypt(bytes(nonce), bytes(header), bytes(message)))).toBe(result);
    expect(hex(aes.decrypt(bytes(nonce), bytes(header), bytes(result)))).toBe(message);
  });

  it('is that of noVNC, for keys of both lengths', async () => {
    const block = fc.uint8Array({ minLength: 16, maxLength: 16 });
    await fc.assert(
      fc.asyncProperty(fc.oneof(block, fc.uint8Array({ minLength: 32, maxLength: 32 })), block, fc.uint8Array({ minLength: 1, maxLength: 33 }), fc.uint8Array({ maxLength: 70 }), async (key, iv, additionalData, message) => {
        const other = await (await AESEAXCipher.importKey(key)).encrypt({ iv, additionalData }, message);
        expect(hex(new AesEax(key).encrypt(iv, additionalData, message))).toBe(hex(other));
      }),
      { numRuns: 100, seed: 7 },
    );
  });

  it('opens nothing of which any bit was changed', () => {
    const [, key, nonce, header, result] = vectors[6];
    const aes = new AesEax(bytes(key));
    for (let bit = 0; bit < bytes(result).length * 8; bit++) {
      const changed = bytes(result);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(aes.decrypt(bytes(nonce), bytes(header), changed)).toBeUndefined();
    }
    expect(aes.decrypt(bytes(nonce), bytes('00'), bytes(result))).toBeUndefined();
    expect(aes.decrypt(bytes(header + header), bytes(header), bytes(result))).toBeUndefined();
  });
});
