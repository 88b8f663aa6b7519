import { plainError } from "./errors.js";
import { isVideoFrame } from "./pixels.js";
import { Processor } from "./processor.js";
import { Serial } from "./serial.js";
import { Statistics } from "./statistics.js";
import { TrackSession } from "./track-session.js";

// The worker in which everything runs. Each message has a type; what has an id gets an answer with that id, of a
// value or an error. Work on the engine is done in the order in which it was asked for.

const processor = new Processor();
const serial = new Serial();
const statistics = new Statistics();
const sessions = new Map();

/** Sends frames to a stream of frames. One that is full loses the frame: nobody is shown old ones. */
function streamSender(writable) {
  const writer = writable.getWriter();
  let isOpen = true;
  const close = () => { isOpen = false; };
  writer.closed.then(close, close);
  return (frame) => {
    if (!frame) {
      writer.close().catch(() => {});
    } else if (!isOpen || writer.desiredSize === null) {
      frame.close();
      return false;
    } else if (writer.desiredSize <= 0) {
      frame.close();
    } else {
      writer.write(frame).catch(close);
    }
    return isOpen;
  };
}

/** Sends frames to the page, which draws them. */
const pageSender = (session) => (frame) => {
  if (frame) postMessage({ type: "frame", session, frame }, [frame]);
  return true;
};

/** What the worker does, by the type of a message; a result is `[value, what moves with it]` or nothing. */
const actions = {
  ping: () => [true],

  hello: () => [{
    readsTracks: typeof MediaStreamTrackProcessor === "function" && typeof VideoTrackGenerator === "function",
  }],

  open: ({ setup }) => serial.run(async () => [await processor.open(setup)]),

  model: ({ bytes, meaning }) => serial.run(() => [processor.loadModel(bytes, meaning)]),

  /** Both at once: no frame is processed between them. */
  set: ({ options, back, front }) => serial.run(() => {
    processor.configure(options);
    if (back) processor.setBackground(back.pixels, back.width, back.height, back.fit);
    if (front) processor.setFront(front.pixels ?? null, front.width, front.height, front.place);
  }),

  process: ({ source, kind, timestamp, isDrawn }) => serial.run(async () => {
    try {
      const { picture, report } = await processor.process(source, kind, timestamp, isDrawn);
      statistics.add(report);
      const moves = kind === "imageData" ? [picture.data.buffer] : [picture];
      return [{ picture, report }, moves];
    } finally {
      close(source);
    }
  }),

  mask: ({ source }) => serial.run(async () => {
    try {
      const mask = await processor.mask(source);
      return [mask, mask ? [mask.data.buffer] : []];
    } finally {
      close(source);
    }
  }),

  reset: () => serial.run(() => processor.reset()),

  /** Begins a track's way: from a stream, a track (where workers read those) or frames that are pushed. */
  begin: ({ session, readable, writable, track }) => {
    let sender, output;
    if (writable) sender = streamSender(writable);
    else if (track) {
      const generator = new VideoTrackGenerator();
      sender = streamSender(generator.writable);
      output = generator.track;
    } else sender = pageSender(session);
    const made = new TrackSession(processor, serial, statistics, sender, (error) => {
      postMessage({ type: "failure", session, error: plainError(error) });
    });
    sessions.set(session, made);
    const source = readable ?? (track && new MediaStreamTrackProcessor({ track }).readable);
    if (source) made.read(source);
    return [{ track: output }, output ? [output] : []];
  },

  /** Goes on with another source. */
  replace: ({ session, readable, track }) => {
    const source = readable ?? (track && new MediaStreamTrackProcessor({ track }).readable);
    sessions.get(session)?.read(source);
    // Masks of one camera say nothing of another.
    return serial.run(() => processor.reset());
  },

  push: ({ session, frame }) => {
    const found = sessions.get(session);
    if (!found) return frame.close();
    return found.push(frame).then(() => postMessage({ type: "pushed", session }));
  },

  end: ({ session }) => {
    sessions.get(session)?.end();
    sessions.delete(session);
  },

  /** Ticks for a page whose own timers sleep while it is hidden. */
  tick: ({ interval }) => {
    clearInterval(actions.ticking);
    actions.ticking = interval ? setInterval(() => postMessage({ type: "tick" }), interval) : null;
  },
  ticking: null,
};

function close(source) {
  if (isVideoFrame(source) || (typeof ImageBitmap === "function" && source instanceof ImageBitmap)) source.close();
}

setInterval(() => {
  const figures = statistics.take(processor.memoryByteCount);
  if (figures) postMessage({ type: "statistics", figures });
}, 1000);

onmessage = async ({ data }) => {
  const { id, type, ...content } = data;
  try {
    const [value, moves] = (await actions[type](content)) ?? [];
    if (id !== undefined) postMessage({ id, value }, moves ?? []);
  } catch (error) {
    if (id !== undefined) postMessage({ id, error: plainError(error) });
    else postMessage({ type: "failure", error: plainError(error) });
  }
};
