import { ask } from './ask.js';

chrome.action.onClicked.addListener(async () => {
  console.log('the app says', await ask('What is the answer?'));
});
