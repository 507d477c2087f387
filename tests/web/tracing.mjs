// What a page costs, by Chromium's own accounts: the main thread frame by frame, and when a page that loads can be used.

export const median = (values) => quantile(values, 0.5);
export function quantile(values, part) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
}

const categories = ["devtools.timeline", "disabled-by-default-devtools.timeline", "blink.user_timing"];

/**
 * Milliseconds of the page's main thread from one frame to the next while `work` goes on: on the clock and of CPU time, the
 * sum of top-level tasks that began between them.
 */
export async function frames(browser, page, work) {
  await browser.startTracing(page, {categories});
  await page.evaluate(() => performance.mark("measure-begins"));
  await work();
  await page.evaluate(() => performance.mark("measure-ends"));
  const {traceEvents: events} = JSON.parse(await browser.stopTracing());
  const mark = (name) => events.find((event) => event.name === name && event.cat.includes("blink.user_timing"));
  const {pid, tid, ts: begin} = mark("measure-begins");
  const end = mark("measure-ends").ts;
  const here = events.filter((event) => event.pid === pid && event.tid === tid && event.ts >= begin && event.ts < end);
  // A frame ends with the task that hands it over to the compositor.
  const ends = here.filter((event) => event.name === "Commit").map((event) => event.ts).sort((a, b) => a - b);
  const costs = [];
  let clock = 0, cpu = 0, next = 0;
  for (const task of topLevel(here.filter((event) => event.ph === "X" && event.name.endsWith("RunTask")))) {
    clock += task.dur / 1000;
    cpu += task.tdur / 1000;
    if (next === ends.length || ends[next] >= task.ts + task.dur) continue;
    while (ends[next] < task.ts + task.dur) ++next;
    costs.push({clock, cpu});
    clock = cpu = 0;
  }
  if (costs.length < 30) throw new Error(`only ${costs.length} frames were drawn; the trace holds ${here.length} events of the page's main thread`);
  return costs;
}

/** Tasks that lie in no other task, in their order. */
function topLevel(tasks) {
  const ordered = tasks.sort((a, b) => a.ts - b.ts || b.dur - a.dur), top = [];
  let over = -1;
  for (const task of ordered) {
    if (task.ts < over) continue;
    top.push(task);
    over = task.ts + task.dur;
  }
  return top;
}

/** The mobile profile of Lighthouse: a phone of the middle class on slow 4G. The service worker's traffic goes over the same line. */
export async function slowDown(browser, page) {
  const line = {offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8};
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", line);
  await session.send("Emulation.setCPUThrottlingRate", {rate: 4});
  const whole = await browser.newBrowserCDPSession();
  const slowed = new Set();
  const slow = async ({targetInfo: {type, targetId}}) => {
    if (type !== "service_worker" || slowed.has(targetId)) return;
    slowed.add(targetId);
    const {sessionId} = await whole.send("Target.attachToTarget", {targetId, flatten: false});
    for (const [id, method, params] of [[1, "Network.enable", {}], [2, "Network.emulateNetworkConditions", line]])
      await whole.send("Target.sendMessageToTarget", {sessionId, message: JSON.stringify({id, method, params})});
  };
  whole.on("Target.targetCreated", (event) => void slow(event).catch(() => undefined));
  await whole.send("Target.setDiscoverTargets", {discover: true});
  return {workers: () => slowed.size, end: () => whole.detach()};
}

/**
 * Milliseconds from the start of navigation until the page can be used, as Lighthouse counts: the end of the last task of more
 * than 50 ms before five seconds without one and with at most two requests on their way; not before the first picture.
 */
export async function interactive(page, address, ready) {
  const running = new Set(), changes = [];
  const count = (request, begins) => {
    if (begins) running.add(request);
    else running.delete(request);
    changes.push({at: Date.now(), busy: running.size > 2});
  };
  page.on("request", (request) => count(request, true));
  page.on("requestfinished", (request) => count(request, false));
  page.on("requestfailed", (request) => count(request, false));
  await page.addInitScript(() => {
    globalThis.longTasks = [];
    new PerformanceObserver((list) => { for (const {startTime, duration} of list.getEntries()) globalThis.longTasks.push(startTime + duration); }).observe({type: "longtask", buffered: true});
  });
  await page.goto(address, {waitUntil: "commit"});
  await ready(page);
  const used = await page.evaluate(() => performance.now());
  for (;;) {
    const {now, tasks, origin, first} = await page.evaluate(() => ({
      now: performance.now(), tasks: globalThis.longTasks, origin: performance.timeOrigin, first: performance.getEntriesByName("first-contentful-paint")[0]?.startTime,
    }));
    const lastTask = Math.max(0, ...tasks);
    const busyUntil = running.size > 2 ? now : Math.max(0, ...changes.filter((_, n) => n > 0 && changes[n - 1].busy).map(({at}) => at - origin));
    if (first !== undefined && now - Math.max(lastTask, busyUntil, first) > 5000) return {interactive: Math.max(first, lastTask), first, ready: used};
    await page.waitForTimeout(250);
  }
}
