import { BootcatchError } from '../base/error.ts';
import type { MessageKey } from '../messages/index.ts';
import type { ProbeFailure } from '../timeline/events.ts';

/** The shape that each error of a dial or a handshake has. What is not here is `other`. */
const shapes: Partial<Record<MessageKey, ProbeFailure>> = {
  'link.refused': 'refused',
  'link.dialTimeout': 'timeout',
  'link.silent': 'timeout',
  'link.handshakeTimeout': 'timeout',
  'link.cutBeforeAnswer': 'cut',
  'link.cutInHandshake': 'cut',
  'link.closedBeforeRfb': 'closedBeforeRfb',
  'link.downstreamRefused': 'downstreamRefused',
  'link.http': 'http',
  'link.sshDenied': 'authentication',
  'link.tls': 'tls',
  'link.tlsPin': 'tls',
  'link.tlsPinMalformed': 'tls',
  'link.tlsUntrusted': 'tls',
  'link.tlsAnonymous': 'tls',
  'link.notWebSocket': 'protocol',
  'link.notRfb': 'protocol',
  'link.rfbVersion': 'protocol',
  'link.tooLong': 'protocol',
  'link.pictureTooLarge': 'protocol',
  'link.serverRefused': 'protocol',
  'link.securityUnsupported': 'authentication',
  'link.securityStepwise': 'protocol',
  'link.certificateNeeded': 'authentication',
  'link.serverKeyNeeded': 'authentication',
  'link.serverKeyUnknown': 'authentication',
  'link.serverKeyChanged': 'authentication',
  'link.keyExchange': 'protocol',
  'link.signInTooLong': 'authentication',
  'link.passwordNeeded': 'authentication',
  'link.usernameNeeded': 'authentication',
  'link.passwordInClear': 'authentication',
  'link.passwordRefused': 'authentication',
  'link.aborted': 'superseded',
  'link.superseded': 'superseded',
};

/** Sorts what a dialer or a handshake threw by the shape that was observed. Says nothing about its cause. */
export function classifyProbeFailure(error: unknown): ProbeFailure {
  if (error instanceof BootcatchError) return shapes[error.code] ?? 'other';
  return error instanceof Error && error.name === 'AbortError' ? 'superseded' : 'other';
}

/** What to throw when a signal ended an attempt: its reason where that is one of ours, else `link.aborted`. */
export function abortError(signal: AbortSignal): BootcatchError {
  return signal.reason instanceof BootcatchError ? signal.reason : new BootcatchError('link.aborted', {}, { cause: signal.reason });
}

/** A time limit as a message says it: seconds with at most one decimal. */
export function inSeconds(limitMs: number): number {
  return Math.round(limitMs / 100) / 10;
}
