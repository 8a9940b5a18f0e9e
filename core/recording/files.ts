/** A recording being written. Only the end grows. */
export interface RecordingFile {
  append(bytes: Uint8Array): Promise<void>;
  /** Resolves when what was appended would survive the loss of power. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** A recording being read. */
export interface RecordingSource {
  /** Now; a recording that is still written grows. */
  size(): Promise<number>;
  /** Fewer bytes where the file ends before. */
  read(position: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** A file in a folder of recordings. */
export interface FoundRecording {
  readonly path: string;
  readonly bytes: number;
  readonly changedAtMs: number;
  /** A process that still runs writes it. */
  readonly inUse: boolean;
}

/** The files of recordings; made by the hosts, and by tests. */
export interface RecordingFiles {
  /**
   * A new file, its folder made where it is missing. It is its writer's alone until it is closed.
   * @throws where there is a file of that name already, or none can be made
   */
  create(path: string): Promise<RecordingFile>;
  /** @throws where it cannot be read */
  open(path: string): Promise<RecordingSource>;
  /** Room left where `path` lies; undefined where nobody knows. */
  freeBytes(path: string): Promise<number | undefined>;
  /** Every recording in a folder, the oldest first; none where there is no such folder. */
  list(folder: string): Promise<readonly FoundRecording[]>;
  remove(path: string): Promise<void>;
}

/** The extension of recordings. */
export const recordingExtension = '.bootcatch';
