import { defineMessages } from './define.ts';

export const providerMessages = defineMessages({});
