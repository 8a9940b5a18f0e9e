import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A key and a certificate that nobody vouches for, and what a person would pin. */
export function selfSigned(name: string): { readonly key: string; readonly cert: string; readonly pinSha256: string } {
  const folder = mkdtempSync(join(tmpdir(), 'bootcatch-certificate-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  try {
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', cert, '-days', '2', '-subj', `/CN=${name}`], { stdio: 'ignore' });
    const text = readFileSync(cert, 'utf8');
    return { key: readFileSync(key, 'utf8'), cert: text, pinSha256: createHash('sha256').update(new X509Certificate(text).raw).digest('hex') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
