import { defineMessages } from './define.ts';

export const readingMessages = defineMessages({});
