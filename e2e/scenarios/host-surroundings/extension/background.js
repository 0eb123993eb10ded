// Two hosts tell what they were started with: a shell script, which shows what it inherited, and one in Node.
async function run() {
  for (const application of ['org.nativeport.tells_its_start', 'org.nativeport.looks_around']) {
    const port = chrome.runtime.connectNative(application);
    const told = new Promise((resolve) => {
      port.onMessage.addListener(resolve);
    });
    port.postMessage({});
    for (const [what, value] of Object.entries(await told))
      console.log(`${application}, ${what}: ${JSON.stringify(value)}`);
    port.disconnect();
  }
  console.log('done');
}
run();
