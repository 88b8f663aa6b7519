import { BackgroundError } from "./errors.js";
import { VideoSource } from "./video-source.js";

/** Milliseconds between ticks for hidden pages: 30 pictures a second. */
const tickInterval = 33;

/** Checks that a track can be processed. @throws {BackgroundError} `source` */
function checkTrack(track) {
  if (typeof MediaStreamTrack !== "function" || !(track instanceof MediaStreamTrack) || track.kind !== "video") {
    throw new BackgroundError("source", "expected a video track, such as getUserMedia gives. Give one of a camera.");
  }
  if (track.readyState !== "live") {
    throw new BackgroundError("source", "This track has ended. Open the camera again.");
  }
}

/** Streams of frames in the page, handed to the worker: no frame passes this thread. */
async function streamRoute(channel, session, track) {
  const output = new MediaStreamTrackGenerator({ kind: "video" });
  const readableOf = (input) => new MediaStreamTrackProcessor({ track: input }).readable;
  const readable = readableOf(track), { writable } = output;
  await channel.request("begin", { session, readable, writable }, [readable, writable]);
  return {
    output,
    async replace(input) {
      const next = readableOf(input);
      await channel.request("replace", { session, readable: next }, [next]);
    },
    end() {},
  };
}

/** Tracks that move to the worker, which reads and writes them: copies, as the page keeps its own. */
async function workerRoute(channel, session, track) {
  let copy = track.clone();
  const { track: output } = await channel.request("begin", { session, track: copy }, [copy]);
  return {
    output,
    async replace(input) {
      copy = input.clone();
      await channel.request("replace", { session, track: copy }, [copy]);
    },
    end() {},
  };
}

/** A video element in, a canvas out: for browsers without streams of frames. */
async function videoRoute(channel, session, track, notices) {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  const { width = 640, height = 360 } = track.getSettings();
  Object.assign(canvas, { width, height });
  let isBusy = false;
  const source = new VideoSource((frame) => {
    // One frame at a time: newer ones come soon enough.
    if (isBusy) return frame.close();
    isBusy = true;
    channel.tell("push", { session, frame }, [frame]);
  });
  notices.set(session, {
    frame({ frame }) {
      if (canvas.width !== frame.displayWidth || canvas.height !== frame.displayHeight) {
        Object.assign(canvas, { width: frame.displayWidth, height: frame.displayHeight });
      }
      context.globalCompositeOperation = "copy";
      context.drawImage(frame, 0, 0);
      frame.close();
      output.requestFrame?.();
    },
    pushed() { isBusy = false; },
    tick() { source.tick(); },
  });
  const [output] = canvas.captureStream().getVideoTracks();
  channel.tell("tick", { interval: tickInterval });
  await channel.request("begin", { session });
  source.replace(track);
  return {
    output,
    async replace(input) {
      source.replace(input);
      await channel.request("reset");
    },
    end: () => source.end(),
  };
}

/** The tracks that are processed: each has a session in the worker, and a way there and back. */
export class Tracks {
  #channel;
  #notices = new Map();
  #routes = new Map();
  #count = 0;

  /** @param {import("./channel.js").WorkerChannel} channel */
  constructor(channel) {
    this.#channel = channel;
  }

  /** Passes on what the worker says of frames and time. */
  receive(message) {
    if (message.type === "tick") {
      for (const notice of this.#notices.values()) notice.tick();
    } else {
      const notice = this.#notices.get(message.session);
      if (notice) notice[message.type]?.(message);
      else message.frame?.close();
    }
  }

  /**
   * Begins to process a track.
   * @returns {Promise<MediaStreamTrack>} the track of what leaves
   */
  async begin(track) {
    checkTrack(track);
    const session = ++this.#count;
    let make = videoRoute;
    if (typeof MediaStreamTrackProcessor === "function" && typeof MediaStreamTrackGenerator === "function") {
      make = streamRoute;
    } else if ((await this.#channel.request("hello")).readsTracks) make = workerRoute;
    const route = await make(this.#channel, session, track, this.#notices);
    this.#routes.set(route.output, { ...route, session });
    this.#endWith(route.output);
    return route.output;
  }

  /** Ends the session when its output is stopped, of which no event tells. */
  #endWith(output) {
    const stop = output.stop.bind(output);
    output.stop = () => {
      stop();
      this.end(output);
    };
  }

  /** Goes on with another source behind the same output. */
  async replace(output, track) {
    checkTrack(track);
    const route = this.#routes.get(output);
    if (!route) {
      throw new BackgroundError("source", "expected a track that processTrack() gave and that runs. Begin anew.");
    }
    await route.replace(track);
  }

  /** Ends what makes this output. */
  end(output) {
    const route = this.#routes.get(output);
    if (!route) return;
    this.#routes.delete(output);
    this.#notices.delete(route.session);
    route.end();
    this.#channel.tell("end", { session: route.session });
    if (this.#notices.size === 0) this.#channel.tell("tick", { interval: 0 });
  }

  /** Stops all outputs. */
  endAll() {
    for (const output of [...this.#routes.keys()]) output.stop();
  }
}
