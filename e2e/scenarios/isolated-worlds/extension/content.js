// biome-ignore lint/correctness/noUnusedVariables: looked for in the global object
var ofContent = 'of the content script';
const attempt = (title, call) => {
  let line;
  try {
    line = call();
  } catch (error) {
    line = `${error.name}: ${error.message}`;
  }
  console.log(`${title}: ${line}`);
};
attempt('a variable of the page', () => `${typeof ofPage}, ${typeof window.ofPage}`);
attempt('a prototype that the page has changed', () => typeof [].patched);
attempt('a function that the page has changed', () => document.createElement.name);
attempt('a member of the body by the page', () => document.body.memberOfPage);
attempt('an attribute by the page', () => document.body.dataset.page);
attempt('this and window', () => `${this === window}, ${globalThis === window}, ${self === window}`);
attempt('a variable of its own', () => `${typeof globalThis.ofContent}, ${typeof window.ofContent}`);
attempt('a member of window', () => {
  window.member = 1;
  return `${typeof globalThis.member}, ${typeof member}`;
});
attempt('a member of globalThis', () => {
  globalThis.another = 1;
  return `${typeof window.another}, ${typeof another}`;
});
attempt('Array and window.Array', () => `${Array === window.Array}, ${Array.isArray([])}, ${window.Array.isArray([])}`);
attempt('the document', () => `${document instanceof Document}, ${document.defaultView === window}`);
attempt('helpers of Firefox', () => `${typeof exportFunction}, ${typeof cloneInto}, ${typeof window.wrappedJSObject}`);
attempt('top', () => `${top === window}, ${parent === window}, ${window.frameElement}`);
attempt('a secure context', () => `${isSecureContext}, ${typeof crypto.subtle}`);

document.body.memberOfContent = 'of the content script';
document.body.dataset.content = 'of the content script';
document.addEventListener('from-page', ({ detail }) => console.log(`content script: detail ${JSON.stringify(detail)}`));
document.dispatchEvent(new CustomEvent('from-content', { detail: { a: [1] } }));
addEventListener('message', ({ data, source, origin }) => {
  console.log(`content script: message ${JSON.stringify(data)}, its own window ${source === window}, ${origin}`);
  if (data.ofPage) setTimeout(() => console.log('done'), 100);
});
window.postMessage('from content', '*');
