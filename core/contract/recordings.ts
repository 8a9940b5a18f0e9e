import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { outcomes, timelineEventSchema } from '../timeline/events.ts';
import { guessSchema, messageSchema, procedure, serverIdSchema } from './base.ts';

/** Names a recording of this machine. It is looked up in the list and is never a path. */
export const recordingIdSchema = z.string().min(1).max(255);

const onRecording = z.object({ id: recordingIdSchema });
const searchTextSchema = z.string().min(1).max(200);
/** Milliseconds since the recording began. */
const atMs = z.number().min(0).max(1e12);

export const recordingSchema = z.object({
  id: recordingIdSchema,
  /** What a person called the server; null where the file no longer tells. */
  server: z.string().nullable(),
  /** It is of the practice server, which every window names in its own language. */
  practice: z.boolean(),
  /** ISO 8601; null as above. */
  startedAt: z.string().nullable(),
  durationMs: z.number(),
  bytes: z.number(),
  /** How the catch ended; null where there was none or none has ended. */
  outcome: z.enum(outcomes).nullable(),
  /** The moment of which a thumbnail says most. */
  decisiveMs: z.number(),
  /** `running`: it is being written. `cut`: its end is missing. */
  state: z.enum(['whole', 'running', 'cut']),
  /** Why it cannot be opened. */
  problem: messageSchema.nullable(),
});
export type RecordingSummary = z.infer<typeof recordingSchema>;

export const recordingHitSchema = z.object({ id: recordingIdSchema, atMs: z.number(), line: z.string() });
export type RecordingHit = z.infer<typeof recordingHitSchema>;

/**
 * How a search goes. `reading`: recordings are read for it that are new or have grown, or the one that is searched; so much of them is done, 0 to 1, null where there
 * is nothing to read or nobody knows. `found`: the end.
 */
export const searchStepSchema = z.discriminatedUnion('state', [z.object({ state: z.literal('reading'), share: z.number().nullable() }), z.object({ state: z.literal('found'), hits: z.array(recordingHitSchema) })]);
export type SearchStep = z.infer<typeof searchStepSchema>;

/** A recording that is being looked at. */
export const openRecordingSchema = z.object({
  /** Names the picture to the view server, and the place in `show`. It is gone when the window leaves the stream. */
  viewId: serverIdSchema,
  recording: recordingSchema,
  events: z.array(timelineEventSchema),
  marks: z.array(z.object({ atMs: z.number(), label: z.string() })),
  /** Stretches of which nothing is known. */
  gaps: z.array(z.object({ fromMs: z.number(), toMs: z.number() })),
  /** Times at which the picture changed, in order; null while the file is still looked through for them. */
  changes: z.array(z.number()).nullable(),
});
export type OpenRecording = z.infer<typeof openRecordingSchema>;

/** What stands on the screen at one moment; the picture itself goes through the view server. */
export const shownMomentSchema = z.object({
  /** Null where nothing is known of the picture. */
  size: z.object({ width: z.number().int(), height: z.number().int() }).nullable(),
  lines: z.array(z.string()),
  exactShare: z.number(),
  /** Where the text that was asked for stands in the picture, in its pixels. */
  marks: z.array(z.object({ x: z.number().int(), y: z.number().int(), width: z.number().int(), height: z.number().int() })),
});
export type ShownMoment = z.infer<typeof shownMomentSchema>;

export const recordingFormSchema = z.enum(['html', 'markdown', 'png', 'apng', 'webm', 'mp4', 'transcript', 'captions', 'asciicast', 'timeline', 'fbs']);
export type RecordingForm = z.infer<typeof recordingFormSchema>;

/** What a window needs besides the pictures to make a video of an open recording by itself. */
export const videoPartsSchema = z.object({
  /** On which each of its pictures finds room; even numbers, as the codecs want them. */
  size: z.object({ width: z.number().int(), height: z.number().int() }),
  /** The transcript as captions, WebVTT. */
  captions: z.string(),
  /** What was going on, in the person's language: WebVTT, one cue a phase. */
  phases: z.string(),
});
export type VideoParts = z.infer<typeof videoPartsSchema>;

export const recordingExportSchema = onRecording.extend({
  form: recordingFormSchema,
  /** What the file is to be called. */
  name: z.string().min(1).max(255),
  /** The moment of a picture (default: the decisive one), or the beginning of an animation. */
  atMs: atMs.optional(),
  /** The end of an animation. */
  untilMs: atMs.optional(),
  /** Of reports, chapters and markers. */
  locale: z.enum(['en', 'ja']).default('en'),
  /** Leaves names and addresses out of a report. */
  redact: z.boolean().default(false),
});
export type RecordingExport = z.infer<typeof recordingExportSchema>;

/**
 * How an export goes. `writing`: so much of it is done, 0 to 1; null where nobody knows. `waiting`: for a catch to end. `saved`: the file stands where the person
 * wanted it. `offered`: the window can fetch it from this path of its host, once, within a minute.
 */
export const exportStepSchema = z.discriminatedUnion('state', [
  z.object({ state: z.literal('writing'), share: z.number().nullable() }),
  z.object({ state: z.literal('waiting') }),
  z.object({ state: z.literal('saved'), file: z.string() }),
  z.object({ state: z.literal('offered'), address: z.string() }),
]);
export type ExportStep = z.infer<typeof exportStepSchema>;

export const recordingsContract = {
  /** Every recording of this machine, the newest first. */
  list: procedure.output(z.array(recordingSchema)),
  /** The decisive moment as a PNG file. */
  thumbnail: procedure.input(onRecording).output(z.instanceof(Blob)),
  /** Where a text was on the screen, in one recording or in all. Whoever leaves the stream cancels it; what was read for it until then stays read. */
  search: procedure.input(z.object({ text: searchTextSchema, id: recordingIdSchema.optional() })).output(eventIterator(searchStepSchema)),
  /** Opens one: a value, a second one where `changes` come later, then the stream stays open. The picture is there for as long as the window stays with it. */
  open: procedure.input(onRecording).output(eventIterator(openRecordingSchema)),
  /** Brings the picture of an open recording to a moment, and tells its text. `mark`: a text whose places in the picture are wanted. */
  show: procedure.input(z.object({ viewId: serverIdSchema, atMs, mark: searchTextSchema.optional() })).output(shownMomentSchema),
  /** As `consoles.guess`, for the moment that an open recording shows. */
  guess: procedure.input(z.object({ viewId: serverIdSchema })).output(guessSchema),
  /** The recording as a file for other programs. Whoever leaves the stream cancels it; it ends without `saved` or `offered` where the person chose no place. */
  export: procedure.input(recordingExportSchema).output(eventIterator(exportStepSchema)),
  /** For a video that the window makes by itself, where the engine lacks ffmpeg: what it needs besides the pictures. */
  videoParts: procedure.input(z.object({ viewId: serverIdSchema, locale: z.enum(['en', 'ja']) })).output(videoPartsSchema),
  /** The picture of an open recording at a moment, in the middle of the size that `videoParts` told: 4 bytes a pixel (red, green, blue, unused), rows from the top. */
  videoPicture: procedure.input(z.object({ viewId: serverIdSchema, atMs })).output(z.instanceof(Blob)),
  /** Asks the person where a file that the window makes of a recording is to go; null where they thought better of it. Where the host has a desktop. */
  choosePlace: procedure.input(z.object({ name: z.string().min(1).max(255) })).output(z.object({ file: z.string().nullable() })),
  /** Writes such a file to the place that was chosen for it, once. */
  putFile: procedure.input(z.object({ file: z.string().min(1).max(4_096), content: z.instanceof(Blob) })).output(z.void()),
  /** Shows a file that `export` or `putFile` has saved in its folder. Where the host has a desktop. */
  showExported: procedure.input(z.object({ file: z.string().min(1).max(4_096) })).output(z.void()),
  /** Deletes the file. Refused while it is being written. */
  remove: procedure.input(onRecording).output(z.void()),
};
