import { anyPhrase, phrase } from './flow.ts';

/** What GRUB 2 writes under its menus, in its own words and its translations (from grub.mo of GRUB 2.06), and in Red Hat's. */
const useTheKeys = [
  'Use the %C and %C keys to select which entry is highlighted.',
  'Use the %C and %C keys to change the selection.',
  'Verwenden Sie die Tasten %C und %C zum Markieren eines Eintrags.',
  'Utilisez les touches %C et %C pour sélectionner une entrée.',
  'Use las teclas %C y %C para seleccionar la entrada marcada.',
  'Используйте клавиши %C и %C для перемещения по пунктам.',
  '%C 및 %C 키를 이용하여 원하는 항목이 밝게 표시되도록 선택하십시오.',
];

/** The rest of the help, and what is added where ESC leaves the menu. */
const pressEnter: readonly { readonly plain: string; readonly nested: string }[] = [
  { plain: "Press enter to boot the selected OS, `e' to edit the commands before booting or `c' for a command-line.", nested: 'ESC to return previous menu.' },
  { plain: "Press 'e' to edit the selected item, or 'c' for a command prompt.", nested: 'Press Escape to return to the previous menu.' },
  { plain: "Enter キーで選択した OS を起動します。'e' で起動コマンドの編集画面になります。'c' でコマンドラインを開きます。", nested: 'ESC で前の画面に戻ります。' },
  { plain: '»Enter« zum Booten des markierten Betriebssystems, »e« zum Bearbeiten der Befehle vor dem Booten oder »c« für eine Befehlszeile.', nested: 'Mit »ESC« kehren Sie zum vorherigen Menü zurück.' },
  {
    plain: 'Appuyez sur Entrée pour démarrer le système sélectionné, « e » pour éditer les commandes avant de démarrer ou « c » pour obtenir une invite de commandes.',
    nested: 'Échap pour revenir au menu précédent.',
  },
  { plain: 'Pulse «Intro» para arrancar el SO seleccionado, «e» para editar los órdenes antes de arrancar o «c» para una línea de órdenes.', nested: '«ESC» para volver al menú anterior.' },
  { plain: 'Pulse «Intro» para arrancar el SO seleccionado, «e» para editar las órdenes antes de arrancar o «c» para una línea de órdenes.', nested: '«ESC» para volver al menú anterior.' },
  { plain: "Pressione 'Enter' para iniciar o SO selecionado, 'e' para editar os comandos antes da inicialização or 'c' para linha de comando.", nested: 'ESC para retornar ao menu anterior.' },
  { plain: "Pressione 'Enter' para iniciar o SO selecionado, 'e' para editar os comandos antes da inicialização or 'c' para a linha de comando.", nested: 'ESC para retornar ao menu anterior.' },
  { plain: 'Нажмите «enter» для загрузки выбранной ОС, «e» для редактирования команд до загрузки или «c» для получения командной строки.', nested: 'По ESC осуществляется возврат в предыдущее меню.' },
  {
    plain: "Enter 키를 누르면 선택된 OS로 부팅되며, 부팅전에 'e' 키를 누르면 옵션을 편집할 수 있고 'c' 키를 누르면 명령어를 직접 입력할 수 있습니다.",
    nested: '이전 메뉴로 돌아가려면 ESC 키를 누르십시오.',
  },
];

const countdowns = [
  'The highlighted entry will be executed automatically in %ds.',
  'The selected entry will be started automatically in %ds.',
  'ハイライトされた項目が %d 秒後に自動実行されます。',
  'Der hervorgehobene Eintrag wird automatisch in %ds ausgeführt.',
  "L'entrée sélectionnée sera exécutée automatiquement dans %d s.",
  'La entrada marcada se ejecutará automáticamente en %d s.',
  'A entrada destacada será executada automaticamente em %d s.',
  'Выделенный пункт будет выполнен автоматически через %dс.',
  '高亮显示的启动项将在 %d 秒后自动执行。',
  '%d초 후에 밝게 표시된 항목을 자동으로 실행합니다.',
];

const alternatives = (phrases: readonly string[]): string => phrases.map(phrase).join('|');
const pressEnterSource = pressEnter.map(({ plain, nested }) => `${phrase(plain)}(?:${phrase(nested)})?`).join('|');
// Bare seconds stand where the whole sentence has no room. When ten seconds become nine, the old full stop may stay.
const countdownSource = `(?:${alternatives(countdowns)}|\\d+s)[.。]?`;

/** Everything that stands under a menu, from the first word of the help to the last of the countdown: nothing missing, nothing more. */
export const wholeHelp = new RegExp(`^(?:${alternatives(useTheKeys)})(?:${pressEnterSource})(?<countdown>${countdownSource})?$`, 'iu');
/** The first sentence of the help: a GRUB menu is on screen, whole or not. */
export const helpBegins = new RegExp(`(?:${alternatives(useTheKeys)})`, 'iu');
/** The sentences that only nested menus have. */
export const nestedHelp = anyPhrase(...pressEnter.map(({ nested }) => nested));
export const countdownLine = new RegExp(`(?:${alternatives(countdowns)})[.。]?$`, 'iu');

/** The help under GRUB's editor. */
export const editorHelp = anyPhrase(
  'Minimum Emacs-like screen editing is supported. TAB lists completions. Press Ctrl-x or F10 to boot, Ctrl-c or F2 for a command-line or ESC to discard edits and return to the GRUB menu.',
  'Press Ctrl-x or F10 to start, Ctrl-c or F2 for a command prompt or Escape to discard edits and return to the menu. Pressing Tab lists possible completions.',
  'oder ESC, um abzubrechen und zum GRUB-Menü zurückzukehren.',
  'ou Échap pour revenir au menu GRUB.',
  'o «ESC» para descartar las ediciones y volver al menú de GRUB.',
  'ou ESC para descartar as alterações e retornar para o menu do GRUB.',
  'или ESC для отмены изменений и возврата в меню GRUB.',
  'ESC 放弃编辑并返回菜单。',
  'ESC는 현재 편집한 것을 취소하고 GRUB으로 되돌아갑니다.',
);
/** How that help begins: the editor is on screen, whole or not. */
export const editorBegins = anyPhrase(
  'Minimum Emacs-like screen editing is supported.',
  'Press Ctrl-x or F10 to start, Ctrl-c or F2 for a command prompt',
  'Minimale Emacs-ähnliche Bildschirmbearbeitung wird unterstützt.',
  "Édition basique à l'écran de type Emacs possible.",
  'Se soporta una edición de pantalla mínima al estilo de Emacs.',
  'Edição da tela no estilo Emacs é suportada.',
  'Поддерживается несколько Emacs-подобных команд редактирования на экране.',
  '支持最小化的类 Emacs 屏幕编辑。',
  '이맥스와 같은 편집 기능을 최소한으로 지원합니다.',
);

/** The help above GRUB's command line. */
export const shellHelp = anyPhrase(
  'Minimal BASH-like line editing is supported.',
  'BASH に似た最小限の行編集機能がサポートされています。',
  'Minimale BASH-ähnliche Zeilenbearbeitung wird unterstützt.',
  'Édition de ligne basique de type Bash possible.',
  'Se soporta una edición de línea mínima al estilo de BASH.',
  'Поддерживается несколько BASH-подобных команд редактирования строки.',
  '支持最小化的类 Bash 行编辑。',
  '최소한의 BASH-like 라인 편집을 지원합니다.',
);
/** The sentence that says that ESC leaves the command line. */
export const shellEscape = anyPhrase(
  'ESC at any time exits.',
  'ESC キーでいつでも終了します。',
  'Beenden ist jederzeit mit ESC möglich.',
  'Échap à tout moment pour quitter.',
  'Se puede salir en cualquier momento pulsando «ESC».',
  'ESC em qualquer momento sai.',
  'Для выхода нажмите ESC в любой момент.',
  '任何时候按下 ESC 均可退出。',
  'ESC 언제든지 종료합니다.',
);

/** GRUB asking for a user, a password, or a disk's passphrase: the whole last line, up to what is typed. */
export const passwordLine =
  /^(?:Enter (?:username|password): ?\S*|Enter passphrase for (?:hd|lvm|md|cd)\S* ?\([^)]*\): ?|パスワードを入力してください: ?|(?:Benutzername|Passwort) eingeben: ?\S*|Entrez le (?:mot de passe|nom d'utilisateur)\s*: ?\S*|Introduzca (?:la contraseña|el nombre de usuario): ?\S*|(?:Digite a senha|Digitar nome de usuário): ?\S*|Введите (?:пароль|имя пользователя): ?\S*|输入(?:口令|用户名)： ?\S*|(?:암호를|사용자 이름을) 입력하십시오: ?\S*)$/iu;
