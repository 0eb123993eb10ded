/** Asks the app, once more when it dies. */
export async function ask(question, triesLeft = 1) {
  try {
    const { answer } = await chrome.runtime.sendNativeMessage('com.example.app', { question });
    return answer;
  } catch (error) {
    if (triesLeft === 0) throw error;
    return ask(question, triesLeft - 1);
  }
}
