import { homedir } from 'node:os';
import { systemClock } from '../../base/clock.ts';
import type { ProviderPorts } from '../ports.ts';
import { createNodeFetch } from './fetch.ts';
import { nodeFiles } from './files.ts';
import { openNodeLines } from './lines.ts';
import { runNodeProcess } from './run.ts';

/** The providers' ports on this machine, for a host to hand over. */
export function createNodePorts(environment: ProviderPorts['environment'], report: ProviderPorts['report']): ProviderPorts {
  return {
    clock: systemClock,
    fetch: createNodeFetch(environment),
    files: nodeFiles,
    run: runNodeProcess,
    openLines: openNodeLines,
    environment,
    platform: process.platform,
    homeFolder: homedir(),
    report,
  };
}
