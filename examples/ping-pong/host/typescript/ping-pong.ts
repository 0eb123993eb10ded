import { serve } from 'nativeport/host';

type Message = string | { text: string };

const answerTo = (text: string): string => (text === 'ping' ? 'pong' : `"${text}" is not a ping`);

const port = serve<Message, Message>();

port.onMessage.addListener((message) => {
  port.postMessage(typeof message === 'string' ? answerTo(message) : { text: answerTo(message.text) });
});
