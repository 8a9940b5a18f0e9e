import { sleep } from '../../core/base/clock.ts';
import { randomHex } from '../lab/cloud/random.ts';
import type { FakeAround } from './fake.ts';

/** The one server of a fake: whether it runs, and what becomes of it. Calls are answered when they are taken, so nothing here is waited for. */
export class FakeServer {
  readonly #around: FakeAround;
  #running = true;
  #last: Promise<unknown> = Promise.resolve();

  constructor(around: FakeAround) {
    this.#around = around;
  }

  get running(): boolean {
    return this.#running;
  }

  /** Presses the reset button: the machine's process stays, and its console with it. */
  reset(): void {
    this.#then(() => this.#around.vm.command('system_reset'));
  }

  /** Ends the machine; every console is cut. */
  stop(): void {
    this.#running = false;
    this.#then(() => this.#around.vm.stop());
  }

  start(): void {
    this.#then(async () => {
      await this.#around.vm.start();
      this.#running = true;
    });
  }

  /** Ends the machine and starts it again after a while. */
  powerCycle(): void {
    this.stop();
    this.#then(() => sleep(this.#around.clock, this.#around.downMs));
    this.start();
  }

  /** Gives the console a new password until the machine ends. Undefined where it does not run. */
  async newPassword(): Promise<string | undefined> {
    if (!this.#running) return undefined;
    const password = randomHex(4, this.#around.random);
    await this.setPassword(password);
    return password;
  }

  async setPassword(password: string): Promise<void> {
    await this.#around.vm.command('set_password', { protocol: 'vnc', password });
  }

  /** What fails is a machine that the end of a test has taken away. */
  #then(work: () => Promise<unknown>): void {
    this.#last = this.#last.then(work).catch(() => undefined);
  }
}
