/** A SHA-256 fingerprint as people copy it, with colons, blanks and capitals perhaps, in the one form in which it is compared: hex digits. */
export function plainFingerprint(copied: string): string {
  return copied.replaceAll(/[:\s]/g, '').toLowerCase();
}
