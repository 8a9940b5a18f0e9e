import { expect, test } from 'vitest';
import { redactorFor } from '../../../core/report/redact.ts';

const redacted = (...texts: string[]): string[] => texts.map(redactorFor(undefined, texts));

test.each(['db.example.fr', 'web-01.kunden.example.ch', 'mail.example.com.tw', 'node3.example.xyz', 'gw.corp', 'vps.example.co.nz'])('the host %s is nobody in a log', (host) => {
  expect(redacted(`mount.nfs: cannot resolve ${host}: retrying`)).toEqual(['mount.nfs: cannot resolve [host]: retrying']);
});

test('a name that systemd gives the machine is taken out wherever it stands', () => {
  expect(redacted('systemd[1]: Hostname set to <ichiban>.', 'ichiban kernel: panic')).toEqual(['systemd[1]: Hostname set to <[name 1]>.', '[name 1] kernel: panic']);
});

test.each(['/lib/x86_64-linux-gnu/libc.so.6', 'virtio_blk.ko.xz', 'ld-linux-x86-64.so.2', 'Linux version 6.1.0-18-amd64', 'init.sh', 'systemd-journald.service', 'vmlinuz-5.14.0-427.el9.x86_64', 'fs/ext4/super.c:5644'])('%s stays: the log needs it', (text) => {
  expect(redacted(text)).toEqual([text]);
});
