// The way to vbg: requests, and the stream of pictures and news. All of it carries the token of the start address.

/** Error that vbg tells, or its silence (`status` 0). */
export class RequestError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

const key = "vbg-token";

let token = null;

/**
 * Takes the secret out of the address, where others might read it, and keeps it for this tab. One that is good once is
 * changed for the one that stays.
 * @returns {Promise<boolean>} whether there is one
 * @throws {RequestError} for one that was used
 */
export async function enter() {
  const [, once, secret] = location.hash.match(/^#(once-)?([0-9a-f]{64})$/) ?? [];
  if (secret) history.replaceState(null, "", "/");
  try {
    token = secret && !once ? secret : sessionStorage.getItem(key);
    if (once) ({ token } = await ask("/api/enter", secret, String));
    if (token) sessionStorage.setItem(key, token);
  } catch (error) {
    if (error instanceof RequestError) throw error;
    // Without storage the page works until it is reloaded.
  }
  return token !== null;
}

/**
 * Asks vbg for something.
 * @param {string} path
 * @param {BodyInit} [body] sends something
 * @returns {Promise<Response>}
 * @throws {RequestError}
 */
export async function request(path, body) {
  let answer;
  try {
    answer = await fetch(path, {
      method: body === undefined ? "GET" : "POST", body, headers: { Authorization: `Bearer ${token}` } });
  } catch {
    throw new RequestError(0, "");
  }
  if (answer.ok) return answer;
  const { error } = await answer.json().catch(() => ({}));
  throw new RequestError(answer.status, error ?? `HTTP ${answer.status}`);
}

/** Asks for JSON, and sends some. */
export const ask = async (path, value, written = JSON.stringify) =>
  (await request(path, value === undefined ? undefined : written(value))).json();

/** Sends bytes, or nothing, and gives the answer's JSON. */
export const send = async (path, body = "") => (await request(path, body)).json();

/**
 * Opens the stream, again and again.
 * @param {{onPicture: (data: Blob) => void, onNews: (news: object) => void, onOpen: () => void, onLost: () => void}} told
 * @returns {(text: string | Blob) => boolean} sends a message; false while there is no stream
 */
export function openStream(told) {
  let socket, wait = 250;
  const open = () => {
    socket = new WebSocket(`ws://${location.host}/api/stream`, ["vbg", token]);
    socket.addEventListener("open", () => {
      wait = 250;
      told.onOpen();
    });
    socket.addEventListener("message", ({ data }) => {
      if (typeof data === "string") told.onNews(JSON.parse(data));
      else told.onPicture(data);
    });
    socket.addEventListener("close", () => {
      told.onLost();
      setTimeout(open, wait);
      wait = Math.min(wait * 2, 4000);
    });
  };
  open();
  return (message) => {
    // What piles up is late: the next picture is newer.
    const isLate = typeof message !== "string" && socket.bufferedAmount > 0;
    if (socket.readyState !== WebSocket.OPEN || isLate) return false;
    socket.send(message);
    return true;
  };
}
