// Draws one series.  The table on the page holds the same facts; nothing depends on this.
"use strict";
(() => {
  const box = document.getElementById("explorer");
  if (!box || !window.uPlot) return;
  const said = document.getElementById("explorer-said");
  const unit = box.dataset.unit;
  const whole = [Number(box.dataset.start), Number(box.dataset.end)];
  const zone = document.documentElement.dataset.zone;
  let shown = [...whole], told = null, plot = null, followed = true, at = null;

  // Tokens are light-dark(): only an element that uses one knows the colour of now.
  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);
  const token = (name) => { probe.style.color = `var(${name})`; return getComputedStyle(probe).color; };
  const faint = (name, share) => token(name).replace(/^rgb\((.*)\)$/, `rgba($1, ${share / 100})`);

  const line = document.createElement("p");
  line.className = "explorer-now small";
  box.after(line);

  const number = (value) => (value === null || value === undefined ? "not known" : Math.abs(value) < 1e6 ? String(Number(value.toPrecision(4))) : Math.round(value).toLocaleString("en"));
  const moment = (seconds) => new Intl.DateTimeFormat("en-GB", { timeZone: zone, day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(new Date(seconds * 1000));

  const clock = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
  const day = new Intl.DateTimeFormat("en-GB", { timeZone: zone, day: "numeric", month: "short" });
  const hour = (seconds) => { const words = clock.format(new Date(seconds * 1000)); return words === "00:00" ? day.format(new Date(seconds * 1000)) : words; };

  // One row of moments for all lines: what was measured, then what is foreseen.
  function table() {
    const points = told.points, ahead = (shown[1] >= whole[1] - 1 && told.forecast && told.forecast.drawn) || [];
    const mean = points.length > 1 ? (points[points.length - 1][0] - points[0][0]) / (points.length - 1) : 0;
    const gap = 4 * Math.max(told.step, mean);
    const rows = [];
    points.forEach((point, n) => {
      if (n && point[0] - points[n - 1][0] > gap) rows.push([points[n - 1][0] + told.step, null, null, null, null, null, null]);
      rows.push([point[0], point[1], point[3], point[2], null, null, null]);
    });
    const last = points.length ? points[points.length - 1][0] : 0;
    ahead.filter((place) => place[0] > last).forEach((place) => rows.push([place[0], null, null, null, place[1], place[3], place[2]]));
    return [0, 1, 2, 3, 4, 5, 6].map((column) => rows.map((row) => row[column]));
  }

  function marks(u) {
    const { ctx, bbox } = u, ratio = devicePixelRatio;
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    const vertical = (seconds, colour, dash) => {
      const x = Math.round(u.valToPos(seconds, "x", true));
      ctx.strokeStyle = colour; ctx.lineWidth = ratio; ctx.setLineDash(dash.map((part) => part * ratio));
      ctx.beginPath(); ctx.moveTo(x, bbox.top); ctx.lineTo(x, bbox.top + bbox.height); ctx.stroke();
    };
    told.changes.forEach((change) => vertical(change.at, token("--ink-2"), [6, 4]));
    if (told.capacity !== null) {
      const y = Math.round(u.valToPos(told.capacity, "y", true));
      ctx.strokeStyle = token("--bad"); ctx.lineWidth = ratio; ctx.setLineDash([2 * ratio, 3 * ratio]);
      ctx.beginPath(); ctx.moveTo(bbox.left, y); ctx.lineTo(bbox.left + bbox.width, y); ctx.stroke();
    }
    ctx.setLineDash([]);
    told.anomalies.forEach((found) => {
      const from = u.valToPos(found.at, "x", true), to = u.valToPos(found.until, "x", true);
      ctx.fillStyle = faint("--bad", 14);
      ctx.fillRect(from - ratio, bbox.top, Math.max(to - from, 0) + 2 * ratio, bbox.height);
    });
    told.anomalies.forEach((found) => {
      const x = u.valToPos(found.at, "x", true), y = u.valToPos(found.value, "y", true), size = (found.score >= 0.75 ? 6 : 4) * ratio;
      ctx.fillStyle = token("--bad");
      ctx.beginPath(); ctx.moveTo(x, y - 2.2 * size); ctx.lineTo(x - size, y - 0.6 * size); ctx.lineTo(x + size, y - 0.6 * size); ctx.closePath(); ctx.fill();
    });
    ctx.restore();
  }

  function options() {
    const axis = { stroke: token("--ink-3"), grid: { stroke: token("--line"), width: 1 }, ticks: { stroke: token("--line"), width: 1 }, font: "12px Inter, sans-serif" };
    const values = (u, ticks) => ticks.map((tick) => number(tick));
    return {
      width: box.clientWidth - parseFloat(getComputedStyle(box).paddingLeft) * 2, height: box.clientHeight - 12, legend: { show: false },
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), zone),
      cursor: { drag: { x: true, y: false, setScale: false }, bind: { dblclick: () => () => go(whole) } },
      scales: { x: { time: true, range: (u, low, high) => [shown[0], Math.max(shown[1], Math.min(high, shown[1] + (shown[1] - shown[0]) / 2))] }, y: { range: heights } },
      axes: [{ ...axis, values: (u, ticks) => ticks.map(hour) }, { ...axis, size: 64, values }],
      series: [{}, { stroke: token("--accent"), width: 1.75, points: { show: false } },
        { stroke: "transparent", points: { show: false } }, { stroke: "transparent", points: { show: false } },
        { stroke: token("--ink-3"), width: 1.5, dash: [4, 3], points: { show: false } },
        { stroke: "transparent", points: { show: false } }, { stroke: "transparent", points: { show: false } }],
      bands: [{ series: [2, 3], fill: faint("--accent", 16) }, { series: [5, 6], fill: faint("--ink-3", 14) }],
      hooks: { draw: [marks], setSelect: [select], setCursor: [(u) => tell(u.cursor.idx)] },
    };
  }

  // The capacity is in sight when a forecast leads there; a far one must not flatten the line.
  function heights(u, low, high) {
    const limit = told.capacity;
    if (limit !== null && low !== null && Math.abs(limit - (low + high) / 2) < 3 * ((high - low) || 1)) { low = Math.min(low, limit); high = Math.max(high, limit); }
    const [bottom, top] = uPlot.rangeNum(low ?? 0, high ?? 1, 0.08, true);
    return [bottom, top];
  }

  function select(u) {
    if (u.select.width < 8) return;
    const range = [u.posToVal(u.select.left, "x"), u.posToVal(u.select.left + u.select.width, "x")];
    u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    go(range);
  }

  function sentence(index) {
    const [, value, high, low, ahead, top, bottom] = plot.data.map((column) => column[index]);
    const seconds = plot.data[0][index], of = unit ? ` ${unit}` : "";
    if (value === null) return ahead === null ? "" : `${moment(seconds)}: foreseen ${number(ahead)}${of}, between ${number(bottom)} and ${number(top)}`;
    const found = told.anomalies.find((each) => each.at <= seconds && seconds <= each.until);
    const range = low === null ? "" : `, expected ${number(low)} to ${number(high)}`;
    return `${moment(seconds)}: ${number(value)}${of}${range}${found ? `. Unusual: ${found.reason}` : ""}`;
  }

  function tell(index) {
    line.textContent = index === null || index === undefined ? "" : sentence(index);
    at = index ?? at;
  }

  function draw() {
    const before = plot && at !== null ? plot.data[0][at] : null;
    if (plot) plot.destroy();
    box.querySelectorAll(".empty").forEach((each) => each.remove());
    plot = new uPlot(options(), table(), box);
    at = before === null ? null : plot.valToIdx(before);
    window.steersmanSeries = { plot, told, shown }; // for who looks into the page with the tools of the browser, and for tests
  }

  function go(range) {
    followed = range === whole;
    const length = Math.max(range[1] - range[0], 10);
    shown = [range[0], range[0] + length];
    return load();
  }

  function load() {
    const source = `${box.dataset.src}?start=${Math.max(0, shown[0])}&end=${Math.max(shown[1], 1)}`;
    return fetch(source, { headers: { Accept: "application/json" }, credentials: "same-origin" })
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(`the server answered ${answer.status}`))))
      .then((body) => { told = body; draw(); })
      .catch((error) => failed(error.message));
  }

  function failed(why) {
    if (plot) return; // the older drawing is better than none; the page says that the connection is gone
    const words = document.createElement("p");
    words.className = "empty";
    words.textContent = `The drawing did not come: ${why}. The table below holds the same facts; load the page again to draw it.`;
    box.replaceChildren(words);
  }

  function move(by) {
    const last = plot.data[0].length - 1;
    at = Math.min(last, Math.max(0, at === null ? last : at + by));
    plot.setCursor({ left: plot.valToPos(plot.data[0][at], "x"), top: 1 });
    said.textContent = line.textContent = sentence(at);
  }

  function zoom(share) {
    const middle = at === null || !plot.data[0].length ? (shown[0] + shown[1]) / 2 : plot.data[0][at];
    const half = Math.max((shown[1] - shown[0]) * share / 2, 5 * told.step), start = Math.min(Math.max(whole[0], middle - half), whole[1] - half);
    go([start, Math.min(whole[1], start + 2 * half)]);
  }

  const KEYS = {
    ArrowLeft: (event) => move(event.shiftKey ? -10 : -1), ArrowRight: (event) => move(event.shiftKey ? 10 : 1),
    Home: () => { at = 0; move(0); }, End: () => { at = plot.data[0].length - 1; move(0); },
    "+": () => zoom(0.5), "=": () => zoom(0.5), "-": () => zoom(2), 0: () => go(whole),
  };
  box.addEventListener("keydown", (event) => {
    const act = KEYS[event.key];
    if (!act || !plot || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    act(event);
  });
  // A new value was read: who looks at the whole time sees it move on, who zoomed in stays there.
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id !== "now" || !followed) return;
    const now = Date.now() / 1000, passed = Math.max(0, now - whole[1]);
    whole[0] += passed; whole[1] += passed;
    shown = [...whole];
    load();
  });
  let later = 0;
  new ResizeObserver(() => { clearTimeout(later); later = setTimeout(() => plot && draw(), 100); }).observe(box);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => plot && draw());
  document.addEventListener("change", (event) => { if (event.target.name === "theme") setTimeout(() => plot && draw(), 50); });
  load();
})();
