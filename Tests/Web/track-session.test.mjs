// The way of one track, by engines and frames that only seem to be some: what leaves, and when.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { Serial } from '../../Web/library/serial.js';
import { Statistics } from '../../Web/library/statistics.js';
import { TrackSession } from '../../Web/library/track-session.js';

const sleep = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });
const report = { masked: true, reason: null, reused: false, personShare: 0.2, width: 64, height: 36, timings: { total: 1 } };

/** Sessions of a test: one that goes on keeps its clock, and Node with it. */
const begun = [];
afterEach(() => { for (const session of begun.splice(0)) session.end(); });

/** A session whose processor makes words of frames, and what it sent. */
function sessionOf(process = (frame) => `made of ${frame.name}`) {
  const sent = [], notices = [], resets = [], closed = [];
  const processor = {
    async process(frame, kind, timestamp) { return { picture: { text: await process(frame), timestamp }, report: { ...report } }; },
    async slate(width, height, timestamp) { return { text: `slate ${width}x${height}`, timestamp }; },
    reset() { resets.push(performance.now()); },
  };
  const state = { isWatched: true };
  const session = new TrackSession(processor, new Serial(), new Statistics(), (picture) => {
    sent.push(picture);
    return state.isWatched;
  }, (error) => notices.push(error.message));
  begun.push(session);
  const frame = (name, timestamp = 0) => ({ name, timestamp, width: 64, height: 36, close() { closed.push(name); } });
  return { session, sent, notices, resets, closed, frame, state };
}

const textsOf = (sent) => sent.map((picture) => picture?.text);

test('a frame that fails is the slate at once, is told once, and the next one goes on', async () => {
  const { session, sent, notices, closed, frame } = sessionOf((frame) => {
    if (frame.name.startsWith('bad')) throw new Error('it broke');
    return `made of ${frame.name}`;
  });
  for (const name of ['first', 'bad one', 'bad two', 'second', 'bad three']) await session.push(frame(name));
  session.end();
  assert.deepEqual(textsOf(sent), ['made of first', 'slate 64x36', 'slate 64x36', 'made of second', 'slate 64x36', undefined]);
  assert.deepEqual(notices, ['it broke', 'it broke']);
  assert.deepEqual(closed, ['first', 'bad one', 'bad two', 'second', 'bad three']);
});

test('frames that stop become slates, again and again, and masks of before are forgotten', async () => {
  const { session, sent, resets, frame } = sessionOf();
  await session.push(frame('the last', 5_000_000));
  await sleep(800);
  assert.deepEqual(textsOf(sent), ['made of the last']);
  await sleep(1400);
  const slates = sent.length - 1;
  assert.ok(slates >= 2 && slates <= 6, `found ${slates}`);
  assert.ok(textsOf(sent).slice(1).every((text) => text === 'slate 64x36'));
  assert.ok(resets.length >= 1);
  await session.push(frame('another', 9_000_000));
  assert.equal(sent.at(-1).text, 'made of another');
  session.end();
});

test('before the first frame the slate is sent too', async () => {
  const { session, sent } = sessionOf();
  await sleep(1500);
  session.end();
  assert.ok(sent.length >= 2);
  assert.ok(textsOf(sent).slice(0, -1).every((text) => text.startsWith('slate')));
});

test('times rise, whatever sources say', async () => {
  const { session, sent, frame } = sessionOf();
  for (const timestamp of [1000, 900, NaN, undefined, -5, 1e9, 1e9]) await session.push(frame('one', timestamp));
  session.end();
  const times = sent.filter(Boolean).map(({ timestamp }) => timestamp);
  assert.equal(times.length, 7);
  for (let index = 1; index < times.length; index++) assert.ok(times[index] > times[index - 1], times.join(' '));
});

test('when it ends nothing leaves any more, and where nobody watches it ends', async () => {
  const { session, sent, closed, frame, state } = sessionOf();
  await session.push(frame('one'));
  session.end();
  await session.push(frame('two'));
  await sleep(1400);
  assert.deepEqual(textsOf(sent), ['made of one', undefined]);
  assert.deepEqual(closed, ['one', 'two']);
  const other = sessionOf();
  other.state.isWatched = false;
  await other.session.push(other.frame('one'));
  await other.session.push(other.frame('two'));
  assert.deepEqual(textsOf(other.sent), ['made of one', undefined]);
  assert.equal(state.isWatched, true);
});

test('a stream that is replaced says nothing any more', async () => {
  const { session, sent, frame } = sessionOf();
  const streamOf = (name) => {
    let controller;
    const readable = new ReadableStream({ start(made) { controller = made; } });
    return { readable, give: () => { try { controller.enqueue(frame(name)); } catch { /* It was canceled. */ } } };
  };
  const [before, after] = [streamOf('before'), streamOf('after')];
  session.read(before.readable);
  before.give();
  await sleep(30);
  session.read(after.readable);
  await sleep(30);
  before.give();
  after.give();
  await sleep(30);
  session.end();
  assert.deepEqual(textsOf(sent), ['made of before', 'made of after', undefined]);
});
