// The page's own script.
import * as bridge from 'webext-bridge/window';
import { answerWith } from './answers.js';

bridge.setNamespace('org.example');
answerWith(bridge, 'window');
export const send = (id, data, destination) => bridge.sendMessage(id, data, destination);
