import { defineMessages } from './define.ts';

export const linkMessages = defineMessages({});
