if (self === top) {
  const { readyState, documentElement, head, body } = document;
  const has = (thing) => (thing ? 'with' : 'without');
  console.log(`end: ${readyState}, ${has(documentElement)} root, ${has(head)} head, ${has(body)} body`);
}
if (self === top) document.addEventListener('DOMContentLoaded', () => console.log('end: DOMContentLoaded'));
// biome-ignore lint/correctness/noUnusedVariables: a later script reads it
var seenByLaterScripts = 'seen';
