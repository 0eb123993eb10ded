// The browser works with the functions that the language had at the start, whatever a script puts in their place.
const { stringify, parse } = JSON;
const Native = { Error, TypeError, Promise };
const uses = [];
const noticing = (name, run) =>
  function (...args) {
    uses.push(name);
    return run.apply(this, args);
  };

JSON.stringify = noticing('JSON.stringify', () => '"replaced"');
JSON.parse = noticing('JSON.parse', () => 'replaced');
globalThis.Error = class Replaced extends Native.Error {};
globalThis.TypeError = class Replaced extends Native.TypeError {};
globalThis.Promise = class Replaced extends Native.Promise {};

const kindOf = (error) =>
  `${error.name}: ${error.message}, the language's own ${error instanceof Native.Error}, the script's ${error instanceof Error}`;

const port = chrome.runtime.connectNative('org.nativeport.echo');
port.onMessage.addListener((message) => {
  console.log(`answered ${stringify(message)}, a plain object ${message.constructor === Object}`);
  console.log(`used: ${uses.join(', ') || 'none of them'}`);
  port.disconnect();
  try {
    port.postMessage(1);
  } catch (error) {
    console.log(`afterwards ${kindOf(error)}`);
  }
  try {
    chrome.runtime.connectNative(5);
  } catch (error) {
    console.log(`wrong argument ${kindOf(error)}`);
  }
  failing();
});
port.postMessage({ ask: 1 });

function failing() {
  const promise = chrome.runtime.sendNativeMessage('org.nativeport.nowhere', { ask: 2 });
  console.log(
    `a promise, the language's own ${promise.constructor === Native.Promise}, the script's ${promise instanceof Promise}`,
  );
  promise.then(undefined, (error) => {
    console.log(`not found ${kindOf(error)}`);
    chrome.runtime.sendNativeMessage('org.nativeport.echo', { ask: 3 }).then((reply) => {
      console.log(`replied ${stringify(reply)}, ${stringify(parse('[]'))}`);
      console.log(`used: ${uses.join(', ') || 'none of them'}`);
      console.log('done');
    });
  });
}
