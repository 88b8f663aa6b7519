import { element } from "./elements.js";
import { ask, request } from "./session.js";
import { filled } from "./filling.js";
import { texts } from "./texts.js";

/** The pictures that can stand behind the person, as tiles with thumbnails. */
export class Backgrounds {
  #tiles;
  #shown = new Map();
  #list = [];
  #ownCount = 0;

  constructor(tiles) { this.#tiles = tiles; }

  /** Whether there are any. */
  get isEmpty() { return this.#list.length === 0; }

  /** What they are chosen by. */
  get identifiers() { return this.#list.map(({ id }) => id); }

  /** A title of a picture: its file's name, unless this page gave it that. */
  #titleOf(name) {
    if (!name.startsWith("studio-")) return name.replace(/\.\w+$/, "");
    this.#ownCount += 1;
    return filled(texts.ownPicture, { number: this.#ownCount });
  }

  /** Fetches the list, and thumbnails that are new. */
  async refresh() {
    this.#list = await ask("/api/backgrounds");
    for (const { id, name } of this.#list) {
      if (this.#shown.has(id)) continue;
      const image = element("img", { alt: "" });
      this.#shown.set(id, image);
      this.#tiles.add(id, this.#titleOf(name), image);
      request(`/api/thumbnail?id=${id}`).then((answer) => answer.blob())
        .then((blob) => { image.src = URL.createObjectURL(blob); })
        .catch(() => image.closest(".tile")?.classList.add("is-broken"));
    }
  }
}
