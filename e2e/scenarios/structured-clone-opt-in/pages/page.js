const ID = 'fkpimobifggdiaemdljhimmpgcpefllb';
const told = (error) => `${error.name}: ${error.message}`;
const attempt = async (title, message) => {
  try {
    console.log(`web page: ${title}: ${await chrome.runtime.sendMessage(ID, message, {})}`);
  } catch (error) {
    console.log(`web page: ${title}: ${told(error)}`);
  }
};
addEventListener('load', async () => {
  console.log(`web page: runtime ${typeof globalThis.chrome?.runtime}`);
  if (globalThis.chrome?.runtime) {
    await attempt('a BigInt', 1n);
    await attempt('a map', new Map([[1, 2]]));
    await attempt('a function inside', { a: () => undefined });
  }
  console.log('web page is over');
});
