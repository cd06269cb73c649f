// Shows what the JSON API of the same node says. The token stays in this page's memory.
'use strict';

const KEPT = 300;
const EVERY = 2000;
const byId = (id) => document.getElementById(id);
let token = '';
let seconds = [];

/** The answer to a question; null where the node has none of that. */
async function ask(path) {
  const response = await fetch('/v1/' + path, { headers: { Authorization: 'Bearer ' + token } });
  if (response.status === 404) return null;
  if (!response.ok) throw new Error((await response.json()).error);
  return response.json();
}

function bytes(count) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  while (count >= 1000 && unit < units.length - 1) {
    count /= 1000;
    unit++;
  }
  return count.toFixed(unit === 0 ? 0 : 1) + ' ' + units[unit];
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

/** Shows the section of that element only where the node has such a thing. */
function section(id, answer) {
  byId(id).closest('section').hidden = answer === null;
  return answer !== null;
}

function pairs(id, answer, rows) {
  if (!section(id, answer)) return;
  byId(id).replaceChildren(
    ...rows(answer).flatMap(([key, value]) => [element('dt', key), element('dd', value)]));
}

function table(id, answer, heads, rows) {
  if (!section(id, answer)) return;
  const line = (name, cells) => {
    const row = document.createElement('tr');
    row.append(...cells.map((cell) => element(name, cell)));
    return row;
  };
  byId(id).replaceChildren(line('th', heads), ...rows(answer).map((cells) => line('td', cells)));
}

const name = (relay) => relay.nickname || relay.fingerprint.slice(0, 8) + '…';
const yes = (is) => (is ? 'yes' : 'no');
const per = (map) => Object.entries(map).map(([key, value]) => [key, value]);

function drawBandwidth(all) {
  const most = Math.max(1, ...seconds.flatMap((each) => [each.read, each.written]));
  const first = KEPT - seconds.length;
  for (const side of ['read', 'written']) {
    byId(side).setAttribute(
      'points',
      seconds.map((each, i) => first + i + ',' + (78 - (each[side] / most) * 76)).join(' '));
  }
  if (all) {
    const side = (which) => {
      const text = element('span', which + ' ' + bytes(all[which]));
      text.className = which;
      return text;
    };
    byId('bandwidth').replaceChildren(
      side('read'), ' · ', side('written'), ' · at most ' + bytes(most) + ' in a second');
  }
}

async function show() {
  const [status, bandwidth, circuits, streams, guards, relay, authority, consensus] =
    await Promise.all(
      ['status', 'bandwidth', 'circuits', 'streams', 'guards', 'relay', 'authority', 'consensus']
        .map(ask));
  byId('status').textContent =
    status.roles.join(', ') + ' · ' + status.version + ' · up ' + status.uptimeSeconds + ' s';
  const bootstrap = status.bootstrap || null;
  if (section('bootstrap', bootstrap)) {
    byId('progress').value = bootstrap.percent;
    byId('bootstrap').textContent =
      bootstrap.percent + '% ' + bootstrap.summary + (bootstrap.circuits ? ', with circuits' : '');
  }
  seconds = bandwidth.seconds;
  drawBandwidth(bandwidth);
  pairs('streams', streams, (all) => per(all));
  pairs('consensus', consensus, (known) => [
    ['state', known.state], ['valid after', known.validAfter], ['fresh until', known.freshUntil],
    ['valid until', known.validUntil], ['relays', known.relays], ...per(known.flags)]);
  pairs('relay', relay, (its) => [
    ['descriptor published', yes(its.published)], ['documents there', yes(its.mirrored)],
    ['flags', its.flags.join(' ') || 'none'], ['circuits', its.circuits],
    ...per(its.handshakes).map(([kind, done]) =>
      ['handshakes ' + kind, done.answered + ', dropped ' + done.dropped])]);
  pairs('authority', authority, (its) => per(its));
  table('guards', guards, ['guard', 'state', 'since'], (all) =>
    all.guards.map((each) => [name(each.relay), each.state, each.since || '']));
  table('circuits', circuits, ['circuit', 'state', 'purpose', 'since', 'path'], (all) =>
    all.circuits.map((each) => [
      each.id, each.state, each.purpose, each.created, each.hops.map(name).join(' → ')]));
  document.querySelector('main').hidden = false;
  byId('problem').textContent = '';
  document.body.dataset.state = 'shown';
}

/** Draws each second as the node tells of it, until it ends. */
async function follow() {
  const response = await fetch('/v1/events?kinds=BW', {
    headers: { Authorization: 'Bearer ' + token } });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    text += value;
    const events = text.split('\n\n');
    text = events.pop();
    for (const event of events) {
      const data = event.split('\n').find((line) => line.startsWith('data: '));
      const [read, written] = JSON.parse(data.slice(6)).words.map(Number);
      seconds.push({ read, written });
      seconds = seconds.slice(-KEPT);
      document.body.dataset.told = Number(document.body.dataset.told || 0) + 1;
    }
    drawBandwidth(null);
  }
}

async function run() {
  byId('ask').hidden = true;
  try {
    await show();
  } catch (problem) {
    document.body.dataset.state = 'refused';
    byId('problem').textContent = problem.message;
    byId('ask').hidden = false;
    return;
  }
  follow().catch(() => {});
  setInterval(() => show().catch((problem) => {
    document.body.dataset.state = 'lost';
    byId('problem').textContent = 'The node does not answer: ' + problem.message;
  }), EVERY);
}

byId('ask').addEventListener('submit', (event) => {
  event.preventDefault();
  token = byId('token').value.trim();
  run();
});

// Behind the #, which no browser sends to anybody.
token = location.hash.slice(1);
history.replaceState(null, '', location.pathname);
if (token) {
  run();
} else {
  document.body.dataset.state = 'asking';
  byId('ask').hidden = false;
}
