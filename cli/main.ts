import { Command, CommanderError, Option } from 'commander';
import { BootcatchError } from '../core/base/error.ts';
import { providerKinds } from '../core/providers/index.ts';
import { addAccount, removeAccount } from './account-command.ts';
import { attemptsCommand, importLaps, type AttemptsFlags } from './attempts-command.ts';
import { catchCommand, type CatchFlags } from './catch-command.ts';
import { version } from '../core/base/version.ts';
import { exportForms, usualFramesPerSecond } from '../core/recording/export/export.ts';
import { createContext, type Context } from './context.ts';
import { exitCodes } from './exit-codes.ts';
import { exportCommand, type ExportFlags } from './export-command.ts';
import { keysCommand } from './keys-command.ts';
import { plansCommand } from './plans-command.ts';
import { recordCommand, type RecordFlags } from './record-command.ts';
import { playCommand, recordingsCommand, repairCommand, reportCommand, type PlayFlags, type RecordingsFlags, type ReportFlags } from './recording-commands.ts';
import { screenCommand, type ScreenFlags } from './screen-command.ts';
import { serversCommand } from './servers-command.ts';
import type { TargetFlags } from './targets.ts';
import { tuneCommand, type TuneFlags } from './tune-command.ts';

/** Options of every command that opens a console. */
function withTargetOptions(command: Command, context: Context): Command {
  return command
    .option('--user <name>', context.say('cli.option.user'))
    .option('--password-command <command>', context.say('cli.option.passwordCommand'))
    .option('--console <address>', context.say('cli.option.console'))
    .option('--tls-pin <sha256>', context.say('cli.option.tlsPin'))
    .option('--server-key <sha256>', context.say('cli.option.serverKey'));
}

function wholeNumber(context: Context, option: string, least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < least || value > most) throw wrongNumber(option, text, least, most);
    return value;
  };
}

function wrongNumber(option: string, text: string, least: number, most: number): BootcatchError {
  return most === Number.MAX_SAFE_INTEGER ? new BootcatchError('cli.notANumber', { option, text, least }) : new BootcatchError('cli.notInRange', { option, text, least, most });
}

/** The command line's grammar. Each action returns the exit code through `finish`. */
function createProgram(context: Context, finish: (code: number) => void): Command {
  const program = new Command('bootcatch').description(context.say('cli.description')).version(version).exitOverride();
  program.configureOutput({ writeOut: (text) => context.stdout.write(text), writeErr: (text) => context.stderr.write(text) });

  withTargetOptions(program.command('catch').description(context.say('cli.catch')), context)
    .argument('[target]', context.say('cli.argument.target'), 'practice')
    .option('--keys <keys>', context.say('cli.option.keys'), 'auto')
    .option('--laps <n>', context.say('cli.option.laps'), wholeNumber(context, '--laps', 1), 5)
    .addOption(new Option('--reboot <kind>', context.say('cli.option.reboot')).choices(['hard', 'soft', 'manual']))
    .option('--delay <ms>', context.say('cli.option.delay'), wholeNumber(context, '--delay', 0))
    .option('--interval <ms>', context.say('cli.option.interval'), wholeNumber(context, '--interval', 10))
    .option('--timeout <s>', context.say('cli.option.timeout'), wholeNumber(context, '--timeout', 1))
    .option('--then <plan>', context.say('cli.option.then'))
    .option('--screenshot <file>', context.say('cli.option.screenshot'))
    .option('--record <file>', context.say('cli.option.record'))
    .option('--no-record', context.say('cli.option.noRecord'))
    .option('--force', context.say('cli.option.force'), false)
    .option('--json', context.say('cli.option.json'), false)
    .action(async (target: string, flags: CatchFlags) => finish(await catchCommand(context, target, flags)));

  program
    .command('servers')
    .description(context.say('cli.servers'))
    .argument('[account]', context.say('cli.argument.account'))
    .option('--json', context.say('cli.option.jsonList'), false)
    .action(async (account: string | undefined, flags: { json: boolean }) => finish(await serversCommand(context, account, flags)));

  program
    .command('plans')
    .description(context.say('cli.plans'))
    .option('--json', context.say('cli.option.jsonList'), false)
    .action((flags: { json: boolean }) => finish(plansCommand(context, flags)));

  withTargetOptions(program.command('screen').description(context.say('cli.screen')), context)
    .argument('<target>', context.say('cli.argument.target'))
    .option('--text', context.say('cli.option.text'), false)
    .option('--png <file>', context.say('cli.option.png'))
    .action(async (target: string, flags: ScreenFlags) => finish(await screenCommand(context, target, flags)));

  withTargetOptions(program.command('keys').description(context.say('cli.keys')), context)
    .argument('<target>', context.say('cli.argument.target'))
    .argument('<sequence>', context.say('cli.argument.sequence'))
    .action(async (target: string, sequence: string, flags: TargetFlags) => finish(await keysCommand(context, target, sequence, flags)));

  addRecordingCommands(program, context, finish);
  addTuningCommands(program, context, finish);

  const account = program.command('account').description(context.say('cli.account'));
  account
    .command('add')
    .description(context.say('cli.accountAdd'))
    .argument('<name>', context.say('cli.argument.accountName'))
    .argument('<provider>', providerKinds.map(({ name }) => name).join(', '))
    .argument('[settings...]', context.say('cli.argument.settings'))
    .action(async (name: string, provider: string, settings: string[]) => finish(await addAccount(context, name, provider, settings)));
  account
    .command('remove')
    .description(context.say('cli.accountRemove'))
    .argument('<name>', context.say('cli.argument.accountName'))
    .action(async (name: string) => finish(await removeAccount(context, name)));

  return program;
}

/** Everything about timing. */
function addTuningCommands(program: Command, context: Context, finish: (code: number) => void): void {
  withTargetOptions(program.command('tune').description(context.say('cli.tune')), context)
    .argument('[target]', context.say('cli.argument.tune'))
    .option('--calibrate <n>', context.say('cli.option.calibrate'), wholeNumber(context, '--calibrate', 1, 50))
    .addOption(new Option('--export <file>', context.say('cli.option.exportProfile')).conflicts('import'))
    .addOption(new Option('--import <file>', context.say('cli.option.importProfile')).conflicts('calibrate'))
    .option('--json', context.say('cli.option.jsonList'), false)
    .action(async (target: string | undefined, flags: TuneFlags) => finish(await tuneCommand(context, target, flags)));
  program
    .command('attempts')
    .description(context.say('cli.attempts'))
    .option('--import <file>', context.say('cli.option.importLaps'))
    .option('--json', context.say('cli.option.jsonList'), false)
    .action(async (flags: AttemptsFlags) => finish(flags.import === undefined ? attemptsCommand(context, flags) : await importLaps(context, flags.import)));
}

/** Everything about recordings. */
function addRecordingCommands(program: Command, context: Context, finish: (code: number) => void): void {
  const ofRecording = (name: string, description: string): Command => program.command(name).description(description).argument('<file>', context.say('cli.argument.recording'));

  withTargetOptions(program.command('record').description(context.say('cli.record')), context)
    .argument('<target>', context.say('cli.argument.target'))
    .option('--file <file>', context.say('cli.option.recordFile'))
    .action(async (target: string, flags: RecordFlags) => finish(await recordCommand(context, target, flags)));
  program
    .command('recordings')
    .description(context.say('cli.recordings'))
    .option('--search <text>', context.say('cli.option.search'))
    .option('--import <file>', context.say('cli.option.importFbs'))
    .option('--keep-days <n>', context.say('cli.option.keepDays'), wholeNumber(context, '--keep-days', 1, 3_650))
    .option('--keep-gib <n>', context.say('cli.option.keepGib'), wholeNumber(context, '--keep-gib', 1, 1_024))
    .action(async (flags: RecordingsFlags) => finish(await recordingsCommand(context, flags)));
  ofRecording('play', context.say('cli.play'))
    .option('--text', context.say('cli.option.playText'), false)
    .option('--speed <n>', context.say('cli.option.speed'), wholeNumber(context, '--speed', 1), 1)
    .action(async (file: string, flags: PlayFlags) => finish(await playCommand(context, file, flags)));
  ofRecording('report', context.say('cli.report'))
    .option('--html <file>', context.say('cli.option.html'))
    .option('--markdown <file>', context.say('cli.option.markdown'))
    .option('--redact', context.say('cli.option.redact'), false)
    .action(async (file: string, flags: ReportFlags) => finish(await reportCommand(context, file, flags)));
  ofRecording('export', context.say('cli.export'))
    .addOption(new Option('--to <form>', context.say('cli.option.to')).choices(exportForms).makeOptionMandatory())
    .option('--out <file>', context.say('cli.option.out'))
    .option('--at <s>', context.say('cli.option.at'), wholeNumber(context, '--at', 0))
    .option('--for <s>', context.say('cli.option.for'), wholeNumber(context, '--for', 1))
    .option('--fps <n>', context.say('cli.option.fps'), wholeNumber(context, '--fps', 1), usualFramesPerSecond)
    .action(async (file: string, flags: ExportFlags) => finish(await exportCommand(context, file, flags)));
  ofRecording('repair', context.say('cli.repair'))
    .option('--out <file>', context.say('cli.option.out'))
    .action(async (file: string, flags: { out?: string }) => finish(await repairCommand(context, file, flags)));
}

/** Runs one command line and gives the exit code; every error ends as one sentence on stderr. */
async function run(argumentList: readonly string[]): Promise<number> {
  const interruption = new AbortController();
  process.once('SIGINT', () => interruption.abort(exitCodes.interrupted));
  process.once('SIGTERM', () => interruption.abort(exitCodes.terminated));
  const context = createContext(interruption.signal);
  let exitCode: number = exitCodes.failed;
  try {
    await createProgram(context, (code) => (exitCode = code)).parseAsync([...argumentList], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (interruption.signal.aborted) return interruption.signal.reason as number;
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage;
    if (!(error instanceof BootcatchError)) throw error;
    context.stderr.write(`${error.localized(context.locale)}\n`);
    return usageErrors.test(error.code) ? exitCodes.usage : exitCodes.failed;
  }
}

/** Errors about how the command was called, not about what happened. */
const usageErrors =
  /^cli\.(notANumber|keysNotAPreset|imageUnknown|scenarioUnknown|noStandardInput|settingMalformed|secretInArguments)$|^keys\.|^plan\.(empty|tooLong|notUnderstood|stepUnknown|badPattern|grubWords)$|^provider\.(targetUnknown|unknownProvider)$|^link\.address/;

process.exitCode = await run(process.argv.slice(2));
// A socket that is still closing must not keep the terminal waiting.
process.exit();
