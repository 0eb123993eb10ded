import * as bridge from 'webext-bridge/content-script';
import { answerWith, streamTo } from './answers.js';

const streamed = answerWith(bridge, 'content-script');
export const send = (id, data, destination) => bridge.sendMessage(id, data, destination);
export const stream = (destination, items) => streamTo(bridge, destination, items);
export const whatWasStreamed = () => streamed;
