/** What Nova's compute says of a server in the long run. */
export type VmState = 'building' | 'active' | 'stopped' | 'rescued' | 'error';

/** What is being done to it now; null: nothing. */
export type TaskState =
  | null
  | 'rebooting' | 'reboot_started'
  | 'rebooting_hard' | 'reboot_started_hard'
  | 'powering-off' | 'powering-on' | 'rescuing' | 'unrescuing';

/** What a person may ask for. */
export type PowerAction = 'softReboot' | 'hardReboot' | 'stop' | 'start' | 'rescue' | 'unrescue';

/** How Nova answers a request: `joins`: 202, and it becomes part of what is under way; `collides`: 500 UnexpectedTaskStateError. */
export type Verdict = { readonly kind: 'begins'; readonly task: TaskState } | { readonly kind: 'joins' } | { readonly kind: 'collides' } | { readonly kind: 'conflict'; readonly attribute: 'vm_state' | 'task_state' };

/** From which vm_state each action may begin, and the task that it begins with. */
const actions: Readonly<Record<PowerAction, { readonly from: readonly VmState[]; readonly task: TaskState }>> = {
  softReboot: { from: ['active'], task: 'rebooting' },
  hardReboot: { from: ['active', 'stopped', 'error'], task: 'rebooting_hard' },
  stop: { from: ['active', 'error'], task: 'powering-off' },
  start: { from: ['stopped'], task: 'powering-on' },
  rescue: { from: ['active', 'stopped', 'error'], task: 'rescuing' },
  unrescue: { from: ['rescued'], task: 'unrescuing' },
};

/** What becomes of a request, given the state of the server when it arrives. */
export function judge(action: PowerAction, vmState: VmState, taskState: TaskState): Verdict {
  if (!actions[action].from.includes(vmState)) return { kind: 'conflict', attribute: 'vm_state' };
  if (taskState === null) return { kind: 'begins', task: actions[action].task };
  if (action === 'hardReboot') {
    // It takes its turn behind the soft one, which ends in a hard restart itself.
    if (taskState === 'rebooting' || taskState === 'reboot_started') return { kind: 'joins' };
    if (taskState === 'rebooting_hard' || taskState === 'reboot_started_hard') return { kind: 'collides' };
  }
  return { kind: 'conflict', attribute: 'task_state' };
}

/** The one word that the API makes of both. */
export function statusOf(vmState: VmState, taskState: TaskState): string {
  if (vmState === 'active') {
    if (taskState === 'rebooting' || taskState === 'reboot_started') return 'REBOOT';
    if (taskState === 'rebooting_hard' || taskState === 'reboot_started_hard') return 'HARD_REBOOT';
  }
  return { building: 'BUILD', active: 'ACTIVE', stopped: 'SHUTOFF', rescued: 'RESCUE', error: 'ERROR' }[vmState];
}
