import { Button, Checkbox, Modal, NumberInput, Radio } from '@mantine/core';
import { useState } from 'react';
import { formatSeconds, type RecordingForm, type RecordingSummary } from '../../core/contract/index.ts';
import { useWords } from '../app/words.ts';
import { fileNameFor } from '../console/save-file.ts';
import { startExport } from './exporting.ts';

/** What can be taken along. Two of them come in two forms. */
const choices = ['report', 'png', 'video', 'animation', 'transcript', 'asciicast', 'captions', 'timeline', 'fbs'] as const;
type Choice = (typeof choices)[number];

const endings: Readonly<Record<RecordingForm, string>> = {
  html: 'html',
  markdown: 'md',
  png: 'png',
  apng: 'apng',
  webm: 'webm',
  mp4: 'mp4',
  transcript: 'txt',
  captions: 'vtt',
  asciicast: 'cast',
  timeline: 'ndjson',
  fbs: 'fbs',
};

/** So long is an animation, unless the person says otherwise. */
const SPAN_MS = 10_000;

export interface SaveDialogProps {
  readonly recording: RecordingSummary;
  readonly server: string;
  /** The moment that is shown. */
  readonly atMs: number;
  readonly onClose: () => void;
}

/** Asks in which form a recording is to be taken along. */
export function SaveDialog({ recording: { id, startedAt, durationMs }, server, atMs, onClose }: SaveDialogProps): React.JSX.Element {
  const { word, locale } = useWords();
  const [choice, setChoice] = useState<Choice>('report');
  const [page, setPage] = useState<'html' | 'markdown'>('html');
  const [video, setVideo] = useState<'webm' | 'mp4'>('webm');
  const [redact, setRedact] = useState(false);
  const [span, setSpan] = useState(() => spanAround(atMs, durationMs));
  const form = formOf(choice, page, video);
  const isLeavingNamesOut = choice === 'report' && redact;
  const save = (): void => {
    onClose();
    void startExport({
      id,
      form,
      name: fileNameFor(isLeavingNamesOut ? 'bootcatch' : server, startedAt === null ? new Date() : new Date(startedAt), endings[form]),
      locale,
      redact: isLeavingNamesOut,
      ...(choice === 'png' && { atMs }),
      ...(choice === 'animation' && { atMs: span.fromMs, untilMs: span.untilMs }),
    });
  };
  const seconds = (end: keyof Span, label: string): React.JSX.Element => (
    <NumberInput
      label={label}
      suffix={` ${word('app.save.seconds')}`}
      min={0}
      max={durationMs / 1_000}
      decimalScale={1}
      value={span[end] / 1_000}
      onChange={(value) => typeof value === 'number' && setSpan({ ...span, [end]: value * 1_000 })}
    />
  );
  const options: Partial<Record<Choice, React.JSX.Element>> = {
    report: (
      <>
        <Two label={word('app.save.form')} value={page} onChange={setPage} names={{ html: word('app.recordings.report.html'), markdown: word('app.recordings.report.markdown') }} />
        <Checkbox label={word('app.recordings.report.redact')} checked={redact} onChange={({ currentTarget: { checked } }) => setRedact(checked)} />
      </>
    ),
    video: <Two label={word('app.save.form')} value={video} onChange={setVideo} names={{ webm: 'WebM', mp4: 'MP4' }} />,
    animation: (
      <div className="save-span">
        {seconds('fromMs', word('app.save.from'))}
        {seconds('untilMs', word('app.save.until'))}
      </div>
    ),
  };
  return (
    <Modal opened onClose={onClose} size="lg" title={word('app.save.title')} closeButtonProps={{ 'aria-label': word('app.close') }}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Radio.Group aria-label={word('app.save.title')} value={choice} onChange={(value) => setChoice(choices.find((each) => each === value) ?? choice)}>
          {choices.map((each) => (
            <div key={each} className="save-choice">
              <Radio value={each} label={word(`app.save.${each}`)} description={word(`app.save.${each}.for`, each === 'png' ? { at: formatSeconds(atMs, locale) } : {})} {...(each === choice && { 'data-autofocus': true })} />
              {each === choice && options[each] && <div className="save-options">{options[each]}</div>}
            </div>
          ))}
        </Radio.Group>
        <div className="dialog-buttons">
          <Button variant="default" onClick={onClose}>
            {word('app.cancel')}
          </Button>
          <Button type="submit" disabled={choice === 'animation' && span.untilMs <= span.fromMs}>
            {word('app.save.do')}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

interface TwoProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly names: Readonly<Record<T, string>>;
  readonly onChange: (value: T) => void;
}

/** One of two forms of the same thing. */
function Two<T extends string>({ label, value, names, onChange }: TwoProps<T>): React.JSX.Element {
  const values = Object.keys(names) as T[];
  return (
    <Radio.Group aria-label={label} value={value} onChange={(chosen) => onChange(values.find((each) => each === chosen) ?? value)}>
      <div className="save-two">
        {values.map((each) => (
          <Radio key={each} value={each} label={names[each]} />
        ))}
      </div>
    </Radio.Group>
  );
}

interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** A span that begins with the moment that is shown, or ends with the recording. */
function spanAround(atMs: number, durationMs: number): Span {
  const fromMs = Math.max(0, Math.min(atMs, durationMs - SPAN_MS));
  return { fromMs, untilMs: Math.min(durationMs, fromMs + SPAN_MS) };
}

function formOf(choice: Choice, page: 'html' | 'markdown', video: 'webm' | 'mp4'): RecordingForm {
  if (choice === 'report') return page;
  if (choice === 'video') return video;
  return choice === 'animation' ? 'apng' : choice;
}
