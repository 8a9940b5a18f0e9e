import { buildWhatIsStale } from '../../build/app/build.mjs';

/** Builds the app before the tests that start it. */
export default buildWhatIsStale;
