// What is there, and what is not.
const { runtime } = chrome;
const told = (error) => `${error.name}: ${error.message}`;
console.log(`connectNative: ${typeof runtime.connectNative}, ${'connectNative' in runtime}`);
console.log(`sendNativeMessage: ${typeof runtime.sendNativeMessage}, ${'sendNativeMessage' in runtime}`);
console.log(`permissions: ${typeof chrome.permissions}`);
console.log(`id: ${runtime.id}`);
console.log(`lastError: ${runtime.lastError}, ${'lastError' in runtime}`);
const manifest = runtime.getManifest();
console.log(`getManifest: ${JSON.stringify(manifest.permissions)}, ${manifest.name}`);
console.log(`a copy each time: ${manifest !== runtime.getManifest()}`);
console.log(`getURL: ${['', 'a.html', '/a.html'].map((path) => runtime.getURL(path)).join()}`);
try {
  chrome.runtime.connectNative('org.nativeport.echo');
} catch (error) {
  console.log(`connectNative throws ${error.name}`);
}
chrome.permissions.contains({ permissions: ['nativeMessaging'] }).then(
  (has) => {
    console.log(`contains: ${has}`);
    console.log('done');
  },
  (error) => console.log(told(error)),
);
