/**
 * What the cloud asks of the machine that a server is. A practice machine of `core/practice/machine` is one as it stands;
 * `StubMachine` is one without a QEMU.
 */
export interface Hypervisor {
  /** The guest's console on 127.0.0.1: its port now or, while off, the last one; undefined before the first start. */
  readonly vncPort: number | undefined;
  /** Resolves once the console's port is open. */
  start(): Promise<void>;
  /** Ends the guest at once, its console with it. */
  stop(): Promise<void>;
  /** A command of QEMU's machine protocol; `inject-nmi`, `system_reset` and `set_password` are used. */
  command(name: string, commandArguments?: Readonly<Record<string, unknown>>): Promise<unknown>;
}
