// Drives Chromium over its debugging pipe: no package is needed. Called by .ci/accessibility.
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const [page, axeFile, profile, shots] = process.argv.slice(2);
const browser = spawn('chromium', [
  '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--remote-debugging-pipe',
  `--user-data-dir=${profile}`, 'about:blank',
], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });

let number = 0, buffer = '';
const waiting = new Map(), listeners = [];
browser.stdio[4].on('data', (data) => {
  buffer += data;
  const parts = buffer.split('\0');
  buffer = parts.pop();
  for (const part of parts) {
    const message = JSON.parse(part);
    if (message.id) {
      const { resolve, reject } = waiting.get(message.id);
      waiting.delete(message.id);
      message.error ? reject(new Error(message.error.message)) : resolve(message.result);
    } else for (const listener of listeners) listener(message);
  }
});
let session;
const call = (method, params = {}) => new Promise((resolve, reject) => {
  waiting.set(++number, { resolve, reject });
  browser.stdio[3].write(JSON.stringify({ id: number, method, params, sessionId: session }) + '\0');
});
const once = (method) => new Promise((resolve) => listeners.push((message) => message.method === method && resolve(message)));

(async () => {
  const { targetInfos } = await call('Target.getTargets');
  const target = targetInfos.find((info) => info.type === 'page');
  session = (await call('Target.attachToTarget', { targetId: target.targetId, flatten: true })).sessionId;
  const messages = [], loaded = [];
  listeners.push(({ method, params }) => {
    if (method === 'Runtime.exceptionThrown') messages.push(params.exceptionDetails.text);
    if (method === 'Log.entryAdded') messages.push(params.entry.text);
    if (method === 'Runtime.consoleAPICalled') messages.push(params.args.map((a) => a.value).join(' '));
    if (method === 'Network.requestWillBeSent') loaded.push(params.request.url);
  });
  for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await call(domain + '.enable');
  const address = 'file://' + page;
  const load = once('Page.loadEventFired');
  await call('Page.navigate', { url: address });
  await load;
  await new Promise((resolve) => setTimeout(resolve, 300));
  const strange = loaded.filter((url) => url !== address);
  console.log(`messages of the browser: ${messages.length}, loaded beside the page: ${strange.length}`);
  for (const line of [...messages, ...strange]) console.log('  ' + line);
  await call('Page.setBypassCSP', { enabled: true });
  let grave = messages.length + strange.length;
  for (const scheme of ['light', 'dark']) {
    for (const [name, width, height] of [['wide', 1280, 900], ['phone', 390, 844]]) {
      await call('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] });
      await call('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: name === 'phone' });
      // Closed parts are looked at too.
      await call('Runtime.evaluate', { expression: "document.querySelectorAll('details').forEach((d) => { d.open = true })" });
      await call('Runtime.evaluate', { expression: fs.readFileSync(axeFile, 'utf8') });
      const { result, exceptionDetails } = await call('Runtime.evaluate', {
        awaitPromise: true, returnByValue: true,
        expression: "axe.run(document, { resultTypes: ['violations'] }).then((r) => ({ v: r.violations.map((x) => ({ id: x.id, "
          + "impact: x.impact, help: x.help, nodes: x.nodes.map((n) => n.target.join(' ') + ' ' + (n.any[0]?.message ?? '')) })), "
          + "passes: r.passes.length, wide: document.documentElement.scrollWidth > innerWidth }))",
      });
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      const { v, passes, wide } = result.value;
      const serious = v.filter((x) => ['serious', 'critical'].includes(x.impact));
      grave += serious.length + (wide ? 1 : 0);
      console.log(`${scheme} ${name}: ${serious.length} serious or critical, ${v.length - serious.length} lesser, ${passes} rules passed`
        + (wide ? ', and the page is wider than the window' : ''));
      for (const x of v) console.log(`  ${x.impact} ${x.id}: ${x.help} (${x.nodes.length}; ${x.nodes[0]})`);
      if (!shots) continue;
      await call('Runtime.evaluate', { expression: "document.querySelectorAll('details').forEach((d, i) => { d.open = i == 0 })" });
      const { cssContentSize } = await call('Page.getLayoutMetrics');
      const { data } = await call('Page.captureScreenshot', {
        captureBeyondViewport: true,
        clip: { x: 0, y: 0, width, height: Math.min(cssContentSize.height, 16000), scale: 1 },
      });
      fs.writeFileSync(`${shots}/${scheme}-${name}.png`, Buffer.from(data, 'base64'));
    }
  }
  // It writes to its profile until it is gone.
  const gone = new Promise((resolve) => browser.on('exit', resolve));
  call('Browser.close').catch(() => {});
  await gone;
  process.exit(grave ? 1 : 0);
})().catch((error) => {
  console.error(error);
  browser.kill();
  process.exit(2);
});
