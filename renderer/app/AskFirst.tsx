import { Button, Modal } from '@mantine/core';
import { useWords } from './words.ts';

export interface AskFirstProps {
  readonly opened: boolean;
  readonly title: React.ReactNode;
  /** What it will do, in one sentence. */
  readonly question: React.ReactNode;
  /** The word on the button that does it. */
  readonly yes: string;
  readonly onYes: () => void;
  readonly onClose: () => void;
}

/** Asks once before something that cannot be taken back. The first focus is on the way out. */
export function AskFirst({ opened, title, question, yes, onYes, onClose }: AskFirstProps): React.JSX.Element {
  const { word } = useWords();
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': word('app.close') }}>
      <p className="question">{question}</p>
      <div className="dialog-buttons">
        <Button variant="default" data-autofocus onClick={onClose}>
          {word('app.cancel')}
        </Button>
        <Button
          color="red"
          onClick={() => {
            onClose();
            onYes();
          }}
        >
          {yes}
        </Button>
      </div>
    </Modal>
  );
}
