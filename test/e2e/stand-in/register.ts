import { registerHooks } from 'node:module';

/** Gives the stand-in to whoever asks for `electron`, by `import` or by `require`. */
const standIn = new URL('./electron.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) => (specifier === 'electron' ? { url: standIn, format: 'module-typescript', shortCircuit: true } : next(specifier, context)),
});
