import { describe, expect, it } from 'vitest';
import { readGrubMenu } from '../../../core/reading/meaning/grub-menu.ts';
import { grubScreen, textOf } from './text.ts';

const use = 'Use the ↑ and ↓ keys to select which entry is highlighted.';
const press = "Press enter to boot the selected OS, `e' to edit the commands before booting or `c' for a command-line.";
const nested = `${press} ESC to return previous menu.`;
const entries = ['Debian GNU/Linux', 'Advanced options for Debian GNU/Linux'];
const read = (lines: readonly string[], bars: readonly number[] = []): ReturnType<typeof readGrubMenu> => readGrubMenu(textOf(lines, bars));

/** Help and countdown in GRUB's languages, as its message catalogues have them. */
const languages: [language: string, use: string, press: string, nested: string, countdown: string][] = [
  ['English', use, press, 'ESC to return previous menu.', 'The highlighted entry will be executed automatically in 5s.'],
  [
    'Japanese',
    use,
    "Enter キーで選択した OS を起動します。'e' で起動コマンドの編集画面 になります。'c' でコマンドラインを開きます。",
    'ESC で前の画面に戻ります。',
    'ハイライトされた項目が 5 秒後に自動実行されます。',
  ],
  [
    'German',
    'Verwenden Sie die Tasten ↑ und ↓ zum Markieren eines Eintrags.',
    '»Enter« zum Booten des markierten Betriebssystems, »e« zum Bearbeiten der Befehle vor dem Booten oder »c« für eine Befehlszeile.',
    'Mit »ESC« kehren Sie zum vorherigen Menü zurück.',
    'Der hervorgehobene Eintrag wird automatisch in 5s ausgeführt.',
  ],
  [
    'French',
    'Utilisez les touches ↑ et ↓ pour sélectionner une entrée.',
    'Appuyez sur Entrée pour démarrer le système sélectionné, «\u00a0e\u00a0» pour éditer les commandes avant de démarrer ou «\u00a0c\u00a0» pour obtenir une invite de commandes.',
    'Échap pour revenir au menu précédent.',
    "L'entrée sélectionnée sera exécutée automatiquement dans 5\u00a0s.",
  ],
  [
    'Spanish',
    'Use las teclas ↑ y ↓ para seleccionar la entrada marcada.',
    'Pulse «Intro» para arrancar el SO seleccionado, «e» para editar las órdenes antes de arrancar o «c» para una línea de órdenes.',
    '«ESC» para volver al menú anterior.',
    'La entrada marcada se ejecutará automáticamente en 5 s.',
  ],
  [
    'Portuguese',
    use,
    "Pressione 'Enter' para iniciar o SO selecionado, 'e' para editar os comandos antes da inicialização or 'c' para a linha de comando.",
    'ESC para retornar ao menu anterior.',
    'A entrada destacada será executada automaticamente em 5 s.',
  ],
  [
    'Russian',
    'Используйте клавиши ↑ и ↓ для перемещения по пунктам.',
    'Нажмите «enter» для загрузки выбранной ОС, «e» для редактирования команд до загрузки или «c» для получения командной строки.',
    'По ESC осуществляется возврат в предыдущее меню.',
    'Выделенный пункт будет выполнен автоматически через 5с.',
  ],
  ['Chinese', use, press, 'ESC to return previous menu.', '高亮显示的启动项将在 5 秒后自动执行。'],
  [
    'Korean',
    '↑ 및 ↓ 키를 이용하여 원하는 항목이 밝게 표시되도록 선택하십시오.',
    "Enter 키를 누르면 선택된 OS로 부팅되며, 부팅전에 'e' 키를 누르면 옵션을 편집할 수 있고 'c' 키를 누르면 명령어를 직접 입력할 수 있습니다.",
    '이전 메뉴로 돌아가려면 ESC 키를 누르십시오.',
    '5초 후에 밝게 표시된 항목을 자동으로 실행합니다.',
  ],
];

describe.each(languages)('%s', (_language, useTheKeys, pressEnter, back, countdown) => {
  it('counting', () => {
    expect(read(grubScreen({ entries, under: [useTheKeys, pressEnter, countdown] }))).toEqual({
      kind: 'grub2',
      view: 'menu',
      title: 'GNU GRUB  version 2.06',
      entries,
      selectedIndex: 0,
      secondsLeft: 5,
      nested: false,
      scrolled: false,
      complete: true,
    });
  });

  it('held', () => {
    expect(read(grubScreen({ entries, under: [useTheKeys, pressEnter] }))).toMatchObject({ secondsLeft: undefined, complete: true, nested: false });
  });

  it('nested', () => {
    expect(read(grubScreen({ entries, under: [useTheKeys, `${pressEnter} ${back}`] }))).toMatchObject({ secondsLeft: undefined, complete: true, nested: true });
  });

  it('a countdown that is not yet whole is no proof that there is none', () => {
    for (let length = 1; length < countdown.length - 1; length++) {
      const part = countdown.slice(0, length);
      // The blank at the end of a part is nothing on the screen.
      if (part.trim() === '') continue;
      expect(read(grubScreen({ entries, under: [useTheKeys, pressEnter, part] })), part).toMatchObject({ complete: false, secondsLeft: undefined });
    }
  });

  it('help that is not yet whole makes no whole menu', () => {
    const words = pressEnter.split(' ');
    for (let count = 0; count < words.length; count++) {
      expect(read(grubScreen({ entries, under: [useTheKeys, words.slice(0, count).join(' ')] }))?.complete ?? false).toBe(false);
    }
  });
});

describe('the menu', () => {
  it('with two figures on the countdown, one figure after it, or bare seconds where there is no room', () => {
    const secondsOf = (countdown: string): number | undefined => read(grubScreen({ entries, under: [use, press, countdown] }))?.secondsLeft;
    expect(secondsOf('The highlighted entry will be executed automatically in 30s.')).toBe(30);
    expect(secondsOf('The highlighted entry will be executed automatically in 9s..')).toBe(9);
    expect(secondsOf('9s')).toBe(9);
  });

  it('knows which entry is highlighted by the star', () => {
    expect(read(grubScreen({ entries, selected: 1, under: [use, press] }))?.selectedIndex).toBe(1);
  });

  it('is not complete while no entry, or more than one, is highlighted', () => {
    expect(read(grubScreen({ entries, selected: 99, under: [use, press] }))).toMatchObject({ selectedIndex: undefined, complete: false });
    const two = grubScreen({ entries, under: [use, press] }).map((line) => line.replace('│ Advanced', '│*Advanced'));
    expect(read(two)).toMatchObject({ selectedIndex: undefined, complete: false });
  });

  it('takes a bar for the star where a theme hides it', () => {
    expect(read(grubScreen({ entries, selected: 99, under: [use, press] }), [5])).toMatchObject({ selectedIndex: 1, complete: true });
  });

  it('is not complete while the frame is open', () => {
    const whole = grubScreen({ entries, under: [use, press] });
    const withoutFoot = whole.filter((line) => !line.includes('└'));
    expect(read(withoutFoot)?.complete).toBe(false);
    const withoutSide = whole.map((line, row) => (row === 9 ? line.slice(0, -1) : line));
    expect(read(withoutSide)?.complete).toBe(false);
  });

  it('is not complete with words that nobody knows beside the help: they may be a countdown', () => {
    expect(read(grubScreen({ entries, under: [use, press, 'Den valda posten startas om 5 sekunder.'] }))).toMatchObject({ complete: false, secondsLeft: undefined });
    expect(read(grubScreen({ entries, under: ['Använd tangenterna.', 'Tryck på enter.'] }))?.complete ?? false).toBe(false);
  });

  it('scrolls: arrows beside the first or the last entry', () => {
    const lines = grubScreen({ entries: Array.from({ length: 13 }, (_, index) => `entry ${index}`), under: [use, press] });
    const down = lines.map((line) => (line.includes('entry 12') ? `${line}↓` : line));
    expect(read(down)).toMatchObject({ scrolled: true, complete: true });
    expect(read(down)?.entries).toHaveLength(13);
    expect(read(lines.map((line) => (line.includes('entry 0') ? `${line}↑` : line)))?.scrolled).toBe(true);
  });

  it('keeps rows without text between entries', () => {
    expect(read(grubScreen({ entries: ['Linux', '', 'Memory test'], under: [use, press] }))?.entries).toEqual(['Linux', '', 'Memory test']);
  });

  it('arrows that the font lacks make no difference', () => {
    expect(read(grubScreen({ entries, under: [use.replace('↑', '?').replace('↓', '?'), press] }))?.complete).toBe(true);
    expect(read(grubScreen({ entries, under: [use.replace('↑', '').replace('↓', ''), press] }))?.complete).toBe(true);
  });

  it('drawn with ASCII characters, as on a serial line', () => {
    const ascii = grubScreen({ entries, under: [use, nested] }).map((line) => line.replace(/[┌┐└┘]/g, '+').replace(/─/g, '-').replace(/│/g, '|'));
    expect(read(ascii)).toMatchObject({ entries, complete: true, nested: true });
  });

  it('Red Hat’s: no GNU, no frame, no star, other words', () => {
    const lines = [
      '',
      '                             GRUB version 2.12',
      '',
      '      Rocky Linux (5.14.0-427.13.1.el9_4.x86_64) 9.4 (Blue Onyx)',
      '      Rocky Linux (0-rescue-7d8f0c2f5f6e4e0a9c1b2d3e4f5a6b7c) 9.4 (Blue Onyx)                  ↓',
      '',
      '',
      '      Use the ↑ and ↓ keys to change the selection.',
      "      Press 'e' to edit the selected item, or 'c' for a command prompt. Press Escape to",
      '      return to the previous menu.',
    ];
    const menu = { kind: 'grub2', title: 'GRUB version 2.12', selectedIndex: 0, nested: true, scrolled: true, complete: true, secondsLeft: undefined };
    expect(read(lines, [3])).toMatchObject(menu);
    expect(read(lines, [3])?.entries).toEqual(['Rocky Linux (5.14.0-427.13.1.el9_4.x86_64) 9.4 (Blue Onyx)', 'Rocky Linux (0-rescue-7d8f0c2f5f6e4e0a9c1b2d3e4f5a6b7c) 9.4 (Blue Onyx)']);
    const counting = [...lines, '   The selected entry will be started automatically in 5s.'];
    expect(read(counting, [3])).toMatchObject({ secondsLeft: 5, complete: true });
    expect(read(lines)).toMatchObject({ selectedIndex: undefined, complete: false });
  });
});

describe('other faces', () => {
  const editor = 'Minimum Emacs-like screen editing is supported. TAB lists completions. Press Ctrl-x or F10 to boot, Ctrl-c or F2 for a command-line or ESC to discard edits and return to the GRUB menu.';
  const shell = 'Minimal BASH-like line editing is supported. For the first word, TAB lists possible command completions. Anywhere else TAB lists possible device or file completions.';
  const title = '                             GNU GRUB  version 2.06';

  it('the editor', () => {
    expect(read(grubScreen({ entries: ["setparams 'Debian'", '', '  linux /vmlinuz'], selected: 99, under: [editor] }))).toMatchObject({ view: 'editor', entries: [], complete: true });
    expect(read(grubScreen({ entries: ["setparams 'Debian'"], selected: 99, under: [editor.slice(0, 80)] }))).toMatchObject({ view: 'editor', complete: false });
    const redHat = 'Press Ctrl-x or F10 to start, Ctrl-c or F2 for a command prompt or Escape to discard edits and return to the menu. Pressing Tab lists possible completions.';
    expect(read([title.replace('GNU ', ''), '', "load_video", '', redHat])).toMatchObject({ view: 'editor', complete: true });
  });

  it('the command line; ESC leaves it where the help says so', () => {
    expect(read([title, '', shell, '', 'grub>'])).toMatchObject({ view: 'shell', complete: true, nested: false });
    expect(read([title, '', `${shell} ESC at any time exits.`, '', 'grub> ls (hd0'])).toMatchObject({ view: 'shell', complete: true, nested: true });
    expect(read([title, '', shell, '', 'grub> cat /boot/grub/grub.cfg', 'set timeout=5'])).toMatchObject({ view: 'shell', complete: false });
    expect(read(['error: unknown filesystem.', 'Entering rescue mode...', 'grub rescue>'])).toMatchObject({ view: 'shell', title: '' });
  });

  it.each(['Enter username:', 'Enter password:', 'Enter passphrase for hd0,gpt2 (3f1c8a52-7d0e):', 'パスワードを入力してください:', 'Passwort eingeben:', 'Entrez le mot de passe :', 'Введите пароль:'])('%s', (prompt) => {
    expect(read(['', prompt])).toMatchObject({ view: 'password' });
  });

  it('a name that is being typed stands below its question, and nothing else on the screen', () => {
    expect(read(['Enter username:', 'keeper'])).toMatchObject({ view: 'password' });
    expect(read(['Enter username:', 'keeper of the keys'])).toBeUndefined();
    expect(read(['Enter username:', 'keeper', 'more'])).toBeUndefined();
  });

  it.each([[['Enter passphrase for /dev/sda3:']], [['Password:']], [['GNU GRUB  version 2.06']], [['GNU GRUB  version 0.97  (639K lower / 523200K upper memory)']], [['Welcome to GRUB!']], [[]], [['The highlighted entry will be executed automatically in 5s.']]])(
    'nothing of GRUB’s menus: %j',
    (lines) => {
      expect(read(lines)).toBeUndefined();
    },
  );
});
