import { defineMessages } from './define.ts';

export const catchMessages = defineMessages({});
