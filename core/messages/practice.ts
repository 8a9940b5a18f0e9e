import { defineMessages } from './define.ts';

export const practiceMessages = defineMessages({});
