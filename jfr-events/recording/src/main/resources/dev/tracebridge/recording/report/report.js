'use strict';

const report = JSON.parse(document.getElementById('report').textContent);
const PAGE = 4096;
const NONE = '\u2013';

/* ---- Figures and texts ---- */

// What would turn the text around or break the line says nothing here.
const printable = text => String(text).slice(0, 400)
  .replace(/[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, '\ufffd');
const known = value => value !== undefined && value !== null;
const count = value => known(value) ? Math.round(value).toLocaleString('en-US') : NONE;
const fixed = (value, digits) => value.toLocaleString('en-US', {minimumFractionDigits: digits, maximumFractionDigits: digits});

function ms(value) {
  if (!known(value)) return NONE;
  if (value === 0) return '0 ms';
  if (Math.abs(value) < 100) return fixed(value, 3) + ' ms';
  if (Math.abs(value) < 1000) return fixed(value, 1) + ' ms';
  const seconds = value / 1000;
  if (seconds < 60) return fixed(seconds, 2) + ' s';
  const whole = Math.round(seconds);
  return whole < 3600 ? Math.floor(whole / 60) + ' min ' + String(whole % 60).padStart(2, '0') + ' s'
    : Math.floor(whole / 3600) + ' h ' + String(Math.floor(whole % 3600 / 60)).padStart(2, '0') + ' min';
}

function bytes(value) {
  if (!known(value)) return NONE;
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) { value /= 1024; unit++; }
  return (unit === 0 ? count(value) : fixed(value, 1)) + ' ' + units[unit];
}

const rate = value => known(value) ? bytes(value) + '/s' : NONE;
const percent = share => known(share) && isFinite(share) ? Math.round(100 * share) + ' %' : NONE;

// Dates know milliseconds only; the recordings know nanoseconds.
function instant(text) {
  const parts = /^(.*?)(\.\d+)?Z$/.exec(text);
  return {seconds: Date.parse(parts[1] + 'Z') / 1000, fraction: Number(parts[2] || 0)};
}
const origin = report.recordings.map(r => instant(r.first)).reduce((a, b) => b.seconds + b.fraction < a.seconds + a.fraction ? b : a);
const since = text => { const t = instant(text); return (t.seconds - origin.seconds) * 1000 + (t.fraction - origin.fraction) * 1000; };
const clock = text => { const t = /T(\d\d:\d\d:\d\d)(\.\d{1,3})?/.exec(text); return t[1] + (t[2] || '.000').padEnd(4, '0'); };

/* ---- Elements ---- */

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key === 'text') made.textContent = printable(value); else made.setAttribute(key, value);
  }
  made.append(...children.filter(known));
  return made;
}

function shape(parent, name, attributes, text) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (known(text)) made.textContent = printable(text);
  parent.append(made);
  return made;
}

// A figure says where in the JSON it comes from.
function figure(name, path, show, className) {
  const value = path.reduce((object, member) => known(object) ? object[member] : undefined, report);
  const made = element(name, {text: show(value), class: className || 'number'});
  if (known(value)) { made.dataset.path = '/' + path.join('/'); made.dataset.value = value; }
  return made;
}

// A column: heading, the member that is the figure or a function that makes text, and how it is shown.
function table(path, rows, columns, limit) {
  const body = element('tbody');
  const made = element('table', {},
    element('thead', {}, element('tr', {}, ...columns.map(c => element('th', {text: c[0], class: c[2] ? 'number' : ''})))), body);
  rows.forEach((row, i) => {
    const line = element('tr', {}, ...columns.map(([, what, show]) => {
      if (what === '#') return element('td', {text: i + 1, class: 'number'});
      if (typeof what === 'function') {
        const cell = what(row, i);
        return cell instanceof Node ? element('td', {}, cell) : element('td', {text: cell, class: show ? 'number' : 'name'});
      }
      return figure('td', [...path, i, ...what.split('.')], show || (v => known(v) ? v : NONE), show ? 'number' : 'name');
    }));
    body.append(line);
  });
  const scroll = element('div', {class: 'scroll'}, made);
  if (rows.length <= (limit || 30)) return scroll;
  return element('details', {}, element('summary', {text: 'All ' + count(rows.length) + ' of them'}), scroll);
}

const card = (title, ...children) => element('section', {class: 'card'}, title ? element('h3', {text: title}) : null, ...children);
const soft = text => element('p', {class: 'soft small', text});

/* ---- Head ---- */

const main = document.querySelector('main');
const sideName = r => ({source: 'Source', destination: 'Destination', both: 'Source and destination'})[r.side] || 'Recording';
const fileName = r => r.log || r.file.split(/[\\/]/).pop();

function head() {
  const title = element('h1', {text: 'Migration report'});
  const outcomes = report.recordings.flatMap(r => r.states.filter(s => s.name === 'migration'));
  const last = outcomes.length ? outcomes.reduce((a, b) => since(b.steps[0].begin) >= since(a.steps[0].begin) ? b : a) : undefined;
  if (last) {
    const failed = outcomes.find(s => s.failed && s === last) || last.outcome === 'failed';
    title.append(element('span', {class: 'chip ' + (failed ? 'bad' : last.outcome === 'completed' ? 'good' : 'note'), text: last.outcome || 'no end seen'}));
  }
  main.append(title);
  const from = report.recordings.map(r => r.first).sort()[0];
  main.append(element('p', {class: 'soft', text: from.slice(0, 10) + ', from ' + clock(from) + ' UTC' + (report.sharedTraceId ? '; trace ' + report.sharedTraceId : '')}));
  const tiles = element('div', {class: 'tiles'});
  const tile = (name, value, more) => tiles.append(element('div', {class: 'tile'}, element('div', {class: 'name', text: name}), value, element('div', {class: 'more', text: more || ''})));
  report.recordings.forEach((r, i) => {
    const at = ['recordings', i];
    r.states.forEach((s, j) => {
      if (s.name !== 'migration' || r.side === 'destination') return;
      const end = s.steps[s.steps.length - 1];
      tile('Total time', element('div', {class: 'figure', text: ms(since(end.begin) + end.lastedMs - since(s.steps[0].begin))}), 'from ' + printable(s.steps[0].state) + ' to ' + printable(s.outcome || 'its last event'));
    });
    r.downtimes.forEach((d, j) => tile('Downtime, ' + d.name.split('_')[0], figure('div', [...at, 'downtimes', j, 'lastedMs'], ms, 'figure'), (d.derived ? 'derived; ' : '') + d.phases.length + (d.phases.length === 1 ? ' phase' : ' phases')));
    if (r.transfer.windows) {
      tile('Sent', figure('div', [...at, 'transfer', 'transferredBytes'], bytes, 'figure'), 'until the machine stopped');
      tile('Throughput', figure('div', [...at, 'transfer', 'bytesPerSecond'], rate, 'figure'), 'mean of ' + count(r.transfer.windows) + (r.transfer.windows === 1 ? ' window' : ' windows'));
    }
    if (known(r.convergence.dirtiedBytesPerSecond)) tile('Dirtied', figure('div', [...at, 'convergence', 'dirtiedBytesPerSecond'], rate, 'figure'), 'at the end, 4 KiB pages');
    if (r.postcopy && r.postcopy.faults) tile('Page faults, p99', figure('div', [...at, 'postcopy', 'faults', 'p99Ms'], ms, 'figure'), count(r.postcopy.faults.count) + ' faults');
  });
  if (known(report.guestStoppedMs)) tile('Machine stood still', figure('div', ['guestStoppedMs'], ms, 'figure'), 'by the clocks of both sides');
  main.append(tiles);
}

function warnings() {
  const all = report.recordings.flatMap(r => r.warnings.map(w => [w, r]));
  if (!all.length) return;
  main.append(element('h2', {text: 'What to change'}));
  main.append(element('div', {class: 'warnings'}, ...all.map(([w, r]) => element('div', {class: 'warning' + (w.severe ? ' severe' : '')},
    element('div', {class: 'parameter'}, element('b', {text: w.parameter}), element('span', {text: (w.severe ? 'needs a change' : 'could do better') + (report.recordings.length > 1 ? ' \u00b7 ' + sideName(r).toLowerCase() : '')})),
    element('div', {text: w.message}), element('div', {class: 'advice', text: w.advice})))));
}

/* ---- Time line and charts: one view of time for all of them ---- */

const span = report.recordings.map(r => since(r.last)).reduce((a, b) => Math.max(a, b), 1e-3);
const view = {from: 0, to: span};
const plots = [];
const tip = document.getElementById('tip');

function show(event, text) {
  tip.textContent = text;
  tip.hidden = false;
  const box = tip.getBoundingClientRect();
  tip.style.left = Math.max(4, Math.min(innerWidth - box.width - 8, event.clientX + 14)) + 'px';
  tip.style.top = (event.clientY + 18 + box.height > innerHeight ? event.clientY - box.height - 10 : event.clientY + 18) + 'px';
}
const hide = () => { tip.hidden = true; };

let pending = false;
function redraw() {
  if (pending) return;
  pending = true;
  requestAnimationFrame(() => { pending = false; plots.forEach(plot => plot()); });
}

function look(from, to) {
  const length = Math.min(span, Math.max(span * 1e-6, 1e-3, to - from));
  view.from = Math.max(0, Math.min(span - length, from));
  view.to = view.from + length;
  document.body.dataset.view = view.from + ' ' + view.to;
  redraw();
}
const zoom = (factor, at) => look(at - (at - view.from) * factor, at + (view.to - at) * factor);

function ticks(from, to, wanted) {
  const raw = (to - from) / wanted;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map(f => f * power).find(s => s >= raw);
  const result = [];
  for (let t = Math.ceil(from / step - 1e-9) * step; t <= to + step * 1e-9; t += step) result.push(Math.abs(t) < step * 1e-6 ? 0 : t);
  return {result, step};
}

function axisLabel(t, step) {
  if (span < 10 || step < 1) return fixed(t, Math.max(0, Math.min(4, Math.ceil(-Math.log10(step) + 1e-9)))) + ' ms';
  return step >= 1000 || view.to >= 5000 ? fixed(t / 1000, Math.max(0, Math.min(4, Math.ceil(3 - Math.log10(step) - 1e-9)))) + ' s' : count(t) + ' ms';
}

const gutter = width => width < 620 ? 74 : 128;

// Wheel, drag, double click and keys move through time, in every plot alike.
function navigable(svg) {
  const area = () => { const box = svg.getBoundingClientRect(); const left = gutter(box.width); return {left: box.left + left, width: box.width - left - 10}; };
  const timeAt = x => { const a = area(); return view.from + (x - a.left) / a.width * (view.to - view.from); };
  svg.timeAt = timeAt;
  svg.setAttribute('class', 'plot');
  svg.setAttribute('tabindex', '0');
  svg.addEventListener('wheel', event => {
    if (!event.ctrlKey && !event.altKey && Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      const by = event.deltaX / area().width * (view.to - view.from);
      look(view.from + by, view.to + by);
    } else zoom(Math.exp(Math.max(-100, Math.min(100, event.deltaY)) / 350), timeAt(event.clientX));
    event.preventDefault();
  }, {passive: false});
  svg.addEventListener('pointerdown', event => {
    if (event.button !== 0) return;
    const start = {x: event.clientX, from: view.from, to: view.to};
    const move = e => { const by = (start.x - e.clientX) / area().width * (start.to - start.from); if (Math.abs(start.x - e.clientX) > 2) { hide(); look(start.from + by, start.to + by); } };
    const up = () => { removeEventListener('pointermove', move); removeEventListener('pointerup', up); removeEventListener('pointercancel', up); };
    addEventListener('pointermove', move); addEventListener('pointerup', up); addEventListener('pointercancel', up);
  });
  svg.addEventListener('dblclick', () => look(0, span));
  svg.addEventListener('pointerleave', hide);
  svg.addEventListener('keydown', event => {
    const length = view.to - view.from, middle = (view.from + view.to) / 2;
    const action = {ArrowLeft: () => look(view.from - length / 5, view.to - length / 5), ArrowRight: () => look(view.from + length / 5, view.to + length / 5),
      '+': () => zoom(.6, middle), '=': () => zoom(.6, middle), '-': () => zoom(1 / .6, middle), '0': () => look(0, span)}[event.key];
    if (action) { action(); event.preventDefault(); }
  });
}

function stateColour(state) {
  if (/paused|fail|cancel/.test(state)) return 'var(--paused)';
  if (/recover/.test(state)) return 'var(--recover)';
  if (/postcopy/.test(state)) return 'var(--postcopy)';
  if (/device|switchover/.test(state)) return 'var(--device)';
  return {setup: 'var(--setup)', active: 'var(--active)', none: 'var(--setup)'}[state] || 'var(--other)';
}

// Lanes of bars; bars that overlap get rows of their own.
function lanes() {
  const all = [];
  report.recordings.forEach((r, i) => {
    const add = (name, bars) => { if (bars.length) all.push({name, bars, recording: i}); };
    const first = all.length;
    r.states.forEach(s => add(s.name === 'migration' ? 'States' : printable(s.name), s.steps.map(step => ({from: since(step.begin), to: since(step.begin) + step.lastedMs, text: step.state, colour: stateColour(step.state),
      tip: step.state + (step.unfinished ? ' (unfinished)' : '') + '\n' + ms(step.lastedMs) + ', from ' + clock(step.begin)}))));
    const state = r.states.find(s => s.name === 'migration');
    const end = state ? since(state.steps[state.steps.length - 1].begin) + state.steps[state.steps.length - 1].lastedMs : since(r.last);
    add('Rounds', r.rounds.map((round, j) => ({from: since(round.begin), to: Math.max(since(round.begin) + round.syncMs, j + 1 < r.rounds.length ? since(r.rounds[j + 1].begin) : end), text: String(j + 1), colour: j % 2 ? 'var(--round-b)' : 'var(--round-a)',
      tip: 'Round ' + (j + 1) + '\nsynchronised in ' + ms(round.syncMs) + ', ' + count(round.dirtyPages) + ' dirty pages\n' + bytes(round.pendingBytes) + ' pending, sent ' + bytes(round.transferredBytes) + ' at ' + rate(round.bytesPerSecond)})));
    r.downtimes.forEach(d => add('Downtime', d.phases.map((p, j) => ({from: since(p.begin), to: since(p.begin) + p.tookMs, text: p.to || '(unfinished)', colour: j % 2 ? 'var(--phase-b)' : 'var(--phase-a)',
      tip: 'until ' + printable(p.to || '(unfinished)') + '\n' + ms(p.tookMs) + (p.devices ? ', ' + p.devices + ' devices in ' + ms(p.devicesMs) : '') + '\n' + (d.derived ? 'known by ' + printable(d.basis) : '')}))));
    const seen = new Set();
    const devices = [...r.longestDevices, ...r.sections].filter(d => { const id = d.device + '/' + d.instance + '/' + d.begin; return !seen.has(id) && seen.add(id); });
    add('Devices', devices.map(d => ({from: since(d.begin), to: since(d.begin) + d.tookMs, text: d.device, colour: 'var(--other)',
      tip: printable(d.device) + ' ' + d.instance + '\n' + (d.loaded ? 'loaded' : 'saved') + ' in ' + ms(d.tookMs) + '\nmeasured by ' + d.source})));
    add('Pauses', r.pauses.map(p => ({from: since(p.begin), to: since(p.begin) + p.pausedMs + p.recoveringMs, text: 'paused', colour: 'var(--paused)', tip: 'Paused for ' + ms(p.pausedMs) + '\nrecovered in ' + ms(p.recoveringMs)})));
    r.channels.forEach(c => add('Channel ' + c.id + (c.direction === 'send' ? '' : ' in'), [{from: since(c.begin), to: since(c.begin) + c.lastedMs, text: known(c.pages) ? count(c.pages) + ' pages' : count(c.packets) + ' packets', colour: 'var(--channel)',
      tip: 'Channel ' + c.id + ', ' + c.direction + 's\n' + count(c.packets) + ' packets, ' + count(c.pages) + ' pages\n' + ms(c.lastedMs)}]));
    add('Errors', r.errors.earliest.map(e => ({from: since(e.at), to: since(e.at) + e.lastedMs, text: e.name, colour: 'var(--bad)', tip: printable(e.name) + '\n' + printable(e.text || '')})));
    if (all.length > first) all[first].title = sideName(r) + ': ' + printable(fileName(r));
  });
  for (const lane of all) {
    const ends = [];
    lane.bars.sort((a, b) => a.from - b.from || b.to - a.to);
    for (const bar of lane.bars) {
      let row = ends.findIndex(e => e <= bar.from + 1e-6);
      if (row < 0) row = ends.length < 6 ? ends.length : 5;
      ends[row] = Math.max(ends[row] || 0, bar.to);
      bar.row = row;
    }
    lane.rows = ends.length;
  }
  return all;
}

function timeline() {
  const all = lanes();
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.id = 'timeline';
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', 'Time line of states, rounds, downtime, devices and channels; the tables below say the same');
  navigable(svg);
  const button = (text, label, action) => { const made = element('button', {text, title: label, 'aria-label': label, type: 'button'}); made.addEventListener('click', action); return made; };
  const middle = () => (view.from + view.to) / 2;
  const stopped = report.recordings.flatMap(r => r.downtimes.map(d => [since(d.begin), since(d.begin) + d.lastedMs]));
  const head = element('div', {class: 'bar-head'}, element('h3', {text: 'Time line'}), element('span', {class: 'soft small hint', text: 'wheel to zoom, drag to move, double click for all'}), element('span', {class: 'grow'}),
    stopped.length ? button('Downtime', 'Zoom to the downtime', () => { const a = Math.min(...stopped.map(s => s[0])), b = Math.max(...stopped.map(s => s[1])); look(a - (b - a) * .15, b + (b - a) * .15); }) : null,
    button('\u2212', 'Zoom out', () => zoom(2, middle())), button('+', 'Zoom in', () => zoom(.5, middle())), button('All', 'Show all', () => look(0, span)));
  main.append(element('section', {class: 'card'}, head, svg));
  const row = 19, gap = 7, titleHeight = 24;
  const height = all.reduce((sum, lane) => sum + lane.rows * row + gap + (lane.title ? titleHeight : 0), 30);
  svg.setAttribute('height', height);
  plots.push(() => {
    const width = svg.clientWidth || 900, left = gutter(width), right = width - 10;
    const x = t => left + (t - view.from) / (view.to - view.from) * (right - left);
    svg.setAttribute('viewBox', '0 0 ' + width + ' ' + height);
    svg.replaceChildren();
    const clip = shape(shape(svg, 'defs', {}), 'clipPath', {id: 'inside'});
    shape(clip, 'rect', {x: left, y: 0, width: right - left, height});
    const {result, step} = ticks(view.from, view.to, Math.max(2, (right - left) / 110));
    for (const t of result) {
      shape(svg, 'line', {x1: x(t), x2: x(t), y1: 0, y2: height - 22, class: 'grid'});
      shape(svg, 'text', {x: x(t), y: height - 6, 'text-anchor': x(t) > right - 24 ? 'end' : 'middle'}, axisLabel(t, step));
    }
    let y = 0;
    for (const lane of all) {
      if (lane.title) { shape(svg, 'text', {x: 0, y: y + 16, class: 'side'}, lane.title); y += titleHeight; }
      shape(svg, 'text', {x: 0, y: y + 13.5, class: 'lane'}, lane.name);
      const group = shape(svg, 'g', {'clip-path': 'url(#inside)'});
      const drawn = [];
      for (const bar of lane.bars) {
        const a = Math.max(left - 4, x(bar.from)), b = Math.min(right + 4, x(bar.to));
        if (b < left - 3 || a > right + 3) continue;
        const w = Math.max(2, b - a);
        // Bars narrower than a pixel hide each other.
        if (w <= 2 && drawn[bar.row] > a - .7) continue;
        drawn[bar.row] = a;
        const rect = shape(group, 'rect', {x: a, y: y + bar.row * row, width: w, height: row - 3, rx: Math.min(3, w / 2), fill: bar.colour, class: 'bar'});
        rect.addEventListener('pointermove', event => show(event, bar.tip));
        rect.addEventListener('pointerleave', hide);
        const from = Math.max(left, a), room = Math.min(right, b) - from - 8;
        const letters = Math.floor(room / 6.1);
        const text = printable(bar.text);
        if (letters >= Math.min(text.length, 4) && letters > 0) shape(group, 'text', {x: from + 4, y: y + bar.row * row + 12, class: 'in-bar'}, text.length <= letters ? text : text.slice(0, letters - 1) + '\u2026');
      }
      y += lane.rows * row + gap;
    }
  });
}

// Series of steps {from, to, value} over time, on one scale.
function chart(id, title, series) {
  const top = Math.max(1, ...series.flatMap(s => s.steps.map(p => p.value)));
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.id = id;
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', title);
  navigable(svg);
  const height = 190, bottom = height - 24;
  svg.setAttribute('height', height);
  const head = element('div', {class: 'bar-head'}, element('h3', {text: title}), element('span', {class: 'grow'}),
    ...series.map(s => { const key = element('span', {class: 'key'}, element('i'), element('span', {text: s.name})); key.querySelector('i').style.background = s.colour; return key; }));
  main.append(element('section', {class: 'card'}, head, svg));
  const unit = 1024 ** Math.min(4, Math.floor(Math.log(top) / Math.log(1024)));
  const scale = ticks(0, top / unit * 1.06, 4);
  const most = top * 1.06;
  plots.push(() => {
    const width = svg.clientWidth || 900, left = gutter(width), right = width - 10;
    const x = t => left + (t - view.from) / (view.to - view.from) * (right - left);
    const y = v => bottom - v / most * (bottom - 8);
    svg.setAttribute('viewBox', '0 0 ' + width + ' ' + height);
    svg.replaceChildren();
    const clip = shape(shape(svg, 'defs', {}), 'clipPath', {id: 'inside-' + id});
    shape(clip, 'rect', {x: left, y: 0, width: right - left, height: bottom + 1});
    for (const v of scale.result) {
      shape(svg, 'line', {x1: left, x2: right, y1: y(v * unit), y2: y(v * unit), class: v ? 'grid' : 'axis'});
      shape(svg, 'text', {x: left - 8, y: y(v * unit) + 4, 'text-anchor': 'end'}, v ? bytes(v * unit) + (series[0].rate && width > 620 ? '/s' : '') : '0');
    }
    const times = ticks(view.from, view.to, Math.max(2, (right - left) / 110));
    for (const t of times.result) shape(svg, 'text', {x: x(t), y: height - 6, 'text-anchor': x(t) > right - 24 ? 'end' : 'middle'}, axisLabel(t, times.step));
    for (const s of series) {
      let line = '', area = '', before;
      for (const p of s.steps) {
        if (x(p.to) < left - 2000 || x(p.from) > right + 2000) { before = undefined; continue; }
        const joined = before && p.from - before.to < (view.to - view.from) / 400 + 1e-6;
        line += (joined ? 'L' : 'M') + x(p.from).toFixed(2) + ' ' + y(p.value).toFixed(2) + 'H' + x(p.to).toFixed(2);
        area += 'M' + x(p.from).toFixed(2) + ' ' + bottom + 'V' + y(p.value).toFixed(2) + 'H' + x(p.to).toFixed(2) + 'V' + bottom + 'Z';
        before = p;
      }
      if (s.fill) shape(svg, 'path', {d: area, fill: s.colour, opacity: .13, 'clip-path': 'url(#inside-' + id + ')'});
      shape(svg, 'path', {d: line, fill: 'none', stroke: s.colour, 'stroke-width': 2, 'stroke-linejoin': 'round', 'clip-path': 'url(#inside-' + id + ')', class: 'series'});
    }
    svg.cross = shape(svg, 'line', {x1: 0, x2: 0, y1: 4, y2: bottom, class: 'axis', visibility: 'hidden'});
  });
  svg.addEventListener('pointermove', event => {
    const t = svg.timeAt(event.clientX);
    const box = svg.getBoundingClientRect();
    if (event.clientX - box.left < gutter(box.width) || t > view.to || event.buttons) { svg.cross.setAttribute('visibility', 'hidden'); hide(); return; }
    svg.cross.setAttribute('x1', event.clientX - box.left); svg.cross.setAttribute('x2', event.clientX - box.left); svg.cross.setAttribute('visibility', 'visible');
    const lines = series.map(s => { const p = s.steps.find(q => q.from <= t && t <= q.to); return s.name + ': ' + (p ? (s.rate ? rate(p.value) : bytes(p.value)) : NONE); });
    show(event, ms(t) + '\n' + lines.join('\n'));
  });
  svg.addEventListener('pointerleave', () => svg.cross && svg.cross.setAttribute('visibility', 'hidden'));
}

function charts() {
  const many = report.recordings.filter(r => r.windows.length || r.rounds.length).length > 1;
  const of = r => many ? ', ' + fileName(r) : '';
  const stop = r => r.states.length ? Math.max(...r.states.flatMap(s => s.steps.map(step => since(step.begin) + step.lastedMs))) : since(r.last);
  const rates = [], left = [];
  report.recordings.forEach(r => {
    if (r.windows.length) rates.push({name: 'sent' + of(r), colour: 'var(--sent)', rate: true, fill: true, steps: r.windows.map(w => ({from: since(w.end) - w.tookMs, to: since(w.end), value: w.bytesPerSecond || 0}))});
    const end = round => since(round.begin) + round.syncMs;
    const dirtied = r.rounds.map((round, i) => i && known(round.dirtiedPagesPerSecond) ? {from: end(r.rounds[i - 1]), to: end(round), value: round.dirtiedPagesPerSecond * PAGE} : undefined).filter(known);
    if (dirtied.length) rates.push({name: 'dirtied by the guest' + of(r), colour: 'var(--dirty)', rate: true, steps: dirtied});
    const pendings = r.rounds.map((round, i) => known(round.pendingBytes) ? {from: end(round), to: i + 1 < r.rounds.length ? end(r.rounds[i + 1]) : Math.max(end(round), stop(r)), value: round.pendingBytes} : undefined).filter(known);
    if (pendings.length > 1) left.push({name: 'pending after each synchronisation' + of(r), colour: 'var(--left)', fill: true, steps: pendings});
  });
  if (rates.length) chart('rates', 'Sent and dirtied', rates);
  if (left.length) chart('left', 'Still to be sent', left);
}

/* ---- Tables ---- */

function bar(share) {
  const made = element('span', {class: 'share'}, element('i'));
  made.firstChild.style.width = Math.min(100, 100 * (share || 0)) + '%';
  return made;
}

function latencies(at, postcopy) {
  const rows = [['faults', 'Page fault until the page is in place'], ['requests', 'Request until the page is found'], ['blocked', 'A processor waiting for a page']].filter(([m]) => postcopy[m]);
  const body = element('tbody', {}, ...rows.map(([member, name]) => element('tr', {}, element('td', {text: name, class: 'name'}),
    figure('td', [...at, member, 'count'], count), ...['p50Ms', 'p99Ms', 'maxMs'].map(m => figure('td', [...at, member, m], ms)))));
  const made = element('div', {class: 'scroll'}, element('table', {}, element('thead', {}, element('tr', {}, element('th', {text: 'What'}), ...['Count', 'p50', 'p99', 'Max'].map(text => element('th', {text, class: 'number'})))), body));
  return made;
}

function recording(r, i) {
  const at = ['recordings', i];
  const failed = r.states.some(s => s.failed);
  main.append(element('h2', {text: sideName(r) + ': ' + fileName(r)}));
  main.lastChild.id = 'recording-' + i;
  if (failed) main.lastChild.append(element('span', {class: 'chip bad', text: 'failed'}));
  main.append(element('p', {class: 'soft small', text: count(r.events) + ' events of ' + count(r.tracepoints) + ' tracepoints in ' + ms(since(r.last) - since(r.first)) + ', ' + r.file}));
  const columns = element('div', {class: 'columns'});
  columns.style.marginTop = '12px';
  main.append(columns);
  const put = (title, ...children) => { const made = card(title, ...children); columns.append(made); return made; };
  const wide = (title, ...children) => put(title, ...children).classList.add('wide');
  if (r.damage) wide('', element('p', {class: 'chip bad', text: 'The file could not be read to its end'}), soft(r.damage));
  if (r.leftOut) wide('', soft(count(r.leftOut) + ' values were too many to keep: they are missing from the lists, not from the totals.'));
  r.states.forEach((s, j) => put('States of ' + s.name, table([...at, 'states', j, 'steps'], s.steps, [['State', 'state'], ['Began', step => clock(step.begin), 1], ['After', step => ms(since(step.begin) - since(s.steps[0].begin)), 1], ['Lasted', 'lastedMs', ms]]),
    soft(s.outcome ? 'Ended as ' + printable(s.outcome) + '.' : 'No end seen.')));
  if (r.times) put('Times as query-migrate reckons', element('table', {}, element('tbody', {}, ...[['setup-time', 'setupMs'], ['total-time', 'totalMs']].filter(([, m]) => known(r.times[m])).map(([name, m]) => element('tr', {}, element('td', {text: name}), figure('td', [...at, 'times', m], ms))))));
  const c = r.convergence;
  if (known(c.dirtiedBytesPerSecond) || c.waits || c.throttles || known(c.downtimeLimitMs)) {
    const lines = [['Sent', 'bytesPerSecond', rate], ['Dirtied by the guest', 'dirtiedBytesPerSecond', rate], ['Dirtied for each byte sent', 'dirtiedPerSent', percent], ['downtime-limit, about', 'downtimeLimitMs', v => count(v) + ' ms'], ['May be left to stop', 'thresholdBytes', bytes],
      ['Waited for max-bandwidth', 'waitedMs', ms], ['\u2026 of', 'iteratedMs', ms], ['Slowed down by auto-converge', 'throttles', v => count(v) + (v === 1 ? ' time' : ' times')], ['\u2026 at last by', 'throttlePercent', v => v + ' %' + (c.throttleAssumed ? ', by QEMU\u2019s defaults' : '')]].filter(([, m]) => known(c[m]) && (c[m] || m === 'bytesPerSecond'));
    put('Convergence', element('table', {}, element('tbody', {}, ...lines.map(([name, m, f]) => element('tr', {}, element('td', {text: name}), figure('td', [...at, 'convergence', m], f))))));
  }
  r.downtimes.forEach((d, j) => put('Downtime: ' + d.name, table([...at, 'downtimes', j, 'phases'], d.phases, [['Until', p => p.to || '(unfinished)'], ['Took', 'tookMs', ms], ['', p => bar(p.tookMs / d.lastedMs)], ['Devices', 'devices', count], ['In devices', 'devicesMs', ms]]),
    element('p', {class: 'soft small'}, 'In all ', figure('b', [...at, 'downtimes', j, 'lastedMs'], ms, 'total'), d.complete ? '' : '; its last checkpoint was not reached'),
    d.derived ? soft('No checkpoints were recorded; known by ' + printable(d.basis) + '.') : null,
    known(d.atLeastMs) ? element('p', {class: 'soft small'}, 'QEMU reads its clock between these tracepoints and the ones beside them: its own figure is ', figure('span', [...at, 'downtimes', j, 'atLeastMs'], ms, 'total'), ' to ', figure('span', [...at, 'downtimes', j, 'atMostMs'], ms, 'total'), ', in whole milliseconds.') : null));
  if (!r.downtimes.length && known(r.completionMs)) put('Downtime', element('p', {}, 'No checkpoints were recorded. From migration_thread_low_pending to the end: ', figure('b', [...at, 'completionMs'], ms, 'total')));
  if (r.longestDevices.length) put(r.longestDevices.length < r.deviceCount ? 'Longest devices, ' + r.longestDevices.length + ' of ' + count(r.deviceCount) : 'Devices',
    table([...at, 'longestDevices'], r.longestDevices, [['Device', 'device'], ['Instance', 'instance', v => v], ['', d => d.loaded ? 'load' : 'save'], ['Took', 'tookMs', ms], ['', d => bar(d.tookMs / r.longestDevices[0].tookMs)]]), soft('Measured by ' + [...new Set(r.longestDevices.map(d => d.source))].join(', ') + '.'));
  if (r.rounds.length) wide('Rounds', table([...at, 'rounds'], r.rounds, [['Round', '#', count], ['Began', x => ms(since(x.begin)), 1], ['Sync took', 'syncMs', ms], ['Dirty pages', 'dirtyPages', count], ['Dirtied pages/s', 'dirtiedPagesPerSecond', count], ['Pending', 'pendingBytes', bytes], ['Sent', 'transferredBytes', bytes], ['Throughput', 'bytesPerSecond', rate]]));
  if (r.postcopy) {
    const p = r.postcopy;
    put('Postcopy', ['faults', 'requests', 'blocked'].some(m => p[m]) ? latencies([...at, 'postcopy'], p) : null,
      known(p.blocktimeMs) ? element('p', {}, 'Blocktime: ', figure('b', [...at, 'postcopy', 'blocktimeMs'], ms, 'total')) : null,
      p.unanswered ? soft(count(p.unanswered) + ' page faults had no page at the end.') : null);
    if (p.faults) {
      const most = Math.max(...p.faults.buckets.map(b => b.count));
      put('How long page faults took', table([...at, 'postcopy', 'faults', 'buckets'], p.faults.buckets, [['Up to', 'upToMs', ms], ['Faults', 'count', count], ['', b => bar(b.count / most)]], 60));
    }
  }
  if (r.pauses.length) {
    put('Pauses and recovery', table([...at, 'pauses'], r.pauses, [['Paused at', p => clock(p.begin)], ['For', 'pausedMs', ms], ['Recovery', 'recoveringMs', ms], ['Bitmaps', 'exchangeMs', ms], ['Pages left', 'pagesLeft', count], ['Resumed', p => p.resumed ? 'yes' : 'no']]));
    r.pauses.forEach((p, j) => { if (p.bitmaps.length) put('Bitmaps exchanged, pause ' + (j + 1), table([...at, 'pauses', j, 'bitmaps'], p.bitmaps, [['Block', 'block'], ['Size', 'bytes', bytes], ['Took', 'tookMs', ms]])); });
  }
  if (r.channels.length) {
    const load = x => known(x.pages) ? x.pages : x.packets;
    const most = Math.max(1, ...r.channels.map(load));
    put('Multifd channels', table([...at, 'channels'], r.channels, [['Channel', 'id', v => v], ['', 'direction'], ['Packets', 'packets', count], ['Pages', 'pages', count], ['', x => bar(load(x) / most)], ['Lasted', 'lastedMs', ms]], 64));
  }
  if (r.xbzrle) put('XBZRLE', element('table', {}, element('tbody', {}, ...[['Pages tried', 'tried'], ['\u2026 that had been tried before', 'hits'], ['\u2026 that had not', 'misses'], ['Places in the cache', 'cachePages'], ['Unchanged, not sent', 'unchanged'], ['Too long, sent whole', 'overflows']].map(([name, m]) => element('tr', {}, element('td', {text: name}), figure('td', [...at, 'xbzrle', m], count))))),
    soft('QEMU does not trace pages missing in its cache.'));
  const counted = Object.keys(r.pages);
  if (counted.length) put('Pages', element('table', {}, element('tbody', {}, ...counted.map(name => element('tr', {}, element('td', {text: name, class: 'mono'}), figure('td', [...at, 'pages', name], count))))));
  for (const [member, title] of [['unfinished', 'Unfinished spans'], ['errors', 'Errors']]) {
    const some = r[member];
    if (!some.total) continue;
    wide(title + ': ' + count(some.total) + (some.earliest.length < some.total ? ', the earliest of them' : ''), table([...at, member, 'earliest'], some.earliest,
      [['Name', 'name'], ['At', e => clock(e.at)], ...(member === 'errors' ? [['Error', e => element('span', {class: 'mono', text: e.text || ''})]] : [['Open for', 'lastedMs', ms]]), ['Thread', 'thread']]));
  }
}

head();
warnings();
main.append(element('h2', {text: 'Over time'}));
timeline();
charts();
report.recordings.forEach(recording);
if (report.rules) {
  main.append(element('h2', {text: 'Rules of JDK Mission Control'}));
  main.append(card('', table(['rules'], report.rules, [['Severity', 'severity'], ['Rule', 'name'], ['Found', 'summary'], ['To do', 'solution']], 100)));
}
main.append(element('footer', {text: 'Times are UTC. Made by Tracebridge; this page loads nothing.'}));
// A log may begin long before its migration, with the start of QEMU: the page opens on the migration, 'All' shows the rest.
const steps = report.recordings.flatMap(r => r.states.flatMap(s => s.steps));
const began = steps.map(step => since(step.begin)).reduce((a, b) => Math.min(a, b), span);
const ended = steps.map(step => since(step.begin) + step.lastedMs).reduce((a, b) => Math.max(a, b), 0);
if (ended > began && ended - began < .7 * span) look(Math.max(0, began - (ended - began) / 20), Math.min(span, ended + (ended - began) / 20)); else look(0, span);
addEventListener('resize', redraw);
addEventListener('beforeprint', () => plots.forEach(plot => plot()));
matchMedia('print').addEventListener('change', redraw);
