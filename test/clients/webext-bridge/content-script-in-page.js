// A content script that lets the page's own script take part.
import { allowWindowMessaging } from 'webext-bridge/content-script';

export * from './content-script.js';

allowWindowMessaging('org.example');
