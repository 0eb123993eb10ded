// The native host com.my_company.my_application. It greets, and leaves when it is told "Bye".
import { serve } from 'nativeport/host';

const port = serve();

port.onMessage.addListener((message) => {
  if (message.text === 'Bye') port.disconnect();
  else port.postMessage({ text: `You said "${message.text}"`, caller: port.caller.origin });
});
