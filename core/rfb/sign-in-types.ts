import { signInApple } from './apple-auth.ts';
import { signInMsLogon } from './ms-logon.ts';
import { signInRsaAes } from './rsa-aes.ts';
import { securityTypes, type SecurityType } from './security.ts';
import type { SignIn } from './sign-in.ts';

/** The security types that sign in by themselves, in steps of their own. */
export const signInTypes: Readonly<Partial<Record<SecurityType, SignIn>>> = {
  [securityTypes.ra2With256]: signInRsaAes(256, 'everything'),
  [securityTypes.ra2]: signInRsaAes(128, 'everything'),
  [securityTypes.ra2neWith256]: signInRsaAes(256, 'signIn'),
  [securityTypes.ra2ne]: signInRsaAes(128, 'signIn'),
  [securityTypes.apple]: signInApple,
  [securityTypes.msLogon]: signInMsLogon,
};
