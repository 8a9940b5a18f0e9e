import type { MessageKey } from '../messages/index.ts';

/** Systems that set their boot loader up in the same way. */
export type SystemFamily = 'debian' | 'redHat';

/** One measure that makes the next rescue easier: commands for a person to review and run on the rescued system, as root. */
export interface NextTimeMeasure {
  readonly title: MessageKey;
  readonly commands: readonly string[];
}

const restartSeconds = 30;

const measures: Readonly<Record<SystemFamily, readonly NextTimeMeasure[]>> = {
  debian: [
    {
      title: 'plan.nextTime.menu',
      commands: ["printf 'GRUB_TIMEOUT_STYLE=menu\\nGRUB_TIMEOUT=15\\nGRUB_RECORDFAIL_TIMEOUT=15\\n' > /etc/default/grub.d/99-menu.cfg", 'update-grub'],
    },
    {
      title: 'plan.nextTime.panic',
      commands: [`echo 'GRUB_CMDLINE_LINUX="$GRUB_CMDLINE_LINUX panic=${restartSeconds}"' > /etc/default/grub.d/99-panic.cfg`, 'update-grub'],
    },
    { title: 'plan.nextTime.kernel', commands: ['apt-mark manual "linux-image-$(uname -r)"'] },
  ],
  redHat: [
    {
      title: 'plan.nextTime.menu',
      commands: [
        'grub2-editenv - unset menu_auto_hide',
        "sed -i -e '/^GRUB_TIMEOUT/d' /etc/default/grub",
        "printf 'GRUB_TIMEOUT_STYLE=menu\\nGRUB_TIMEOUT=15\\n' >> /etc/default/grub",
        'grub2-mkconfig -o "$(readlink -e /etc/grub2.cfg || readlink -e /etc/grub2-efi.cfg)"',
      ],
    },
    { title: 'plan.nextTime.panic', commands: [`grubby --update-kernel=ALL --args="panic=${restartSeconds}"`] },
    { title: 'plan.nextTime.kernel', commands: ["sed -i -e 's/^installonly_limit=.*/installonly_limit=5/' /etc/dnf/dnf.conf"] },
  ],
};

/** What to do after a rescue so that the next one is easier. */
export function nextTimeMeasures(family: SystemFamily): readonly NextTimeMeasure[] {
  return measures[family];
}

const familyNames: Readonly<Record<SystemFamily, RegExp>> = {
  debian: /\b(?:Debian|Ubuntu|Mint|Raspbian|Proxmox|Kali|Devuan)\b/i,
  redHat: /\b(?:Red Hat|RHEL|CentOS|AlmaLinux|Rocky|Fedora|Oracle Linux|Amazon Linux|MIRACLE)\b/i,
};

/** The family that a boot menu's entries name; undefined where they name none that is known. */
export function familyOf(entries: readonly string[]): SystemFamily | undefined {
  const families: readonly SystemFamily[] = ['debian', 'redHat'];
  return families.find((family) => entries.some((entry) => familyNames[family].test(entry)));
}
