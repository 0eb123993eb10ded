import { defineExtensionMessaging } from '@webext-core/messaging';

const { onMessage, sendMessage, removeAllListeners } = defineExtensionMessaging({ logger: undefined });

onMessage('double', ({ data, sender }) => ({ doubled: data * 2, from: sender.id === chrome.runtime.id }));
onMessage('fail', ({ data }) => {
  throw new RangeError(data);
});
onMessage('never', () => new Promise(() => {}));

export const send = (type, data, target) => sendMessage(type, data, target);
export const stopListening = () => removeAllListeners();
