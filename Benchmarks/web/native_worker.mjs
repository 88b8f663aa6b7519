// A worker of vbg-benchmark: one command a line, one line of JSON an answer.
import { spawn } from 'node:child_process';
import readline from 'node:readline';

export class NativeWorker {
  #process;
  #lines;

  constructor(program, commandArguments) {
    this.#process = spawn(program, commandArguments, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#lines = readline.createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  /** The next answer. */
  async answer() {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error('expected an answer of vbg-benchmark, found its end');
    return JSON.parse(value);
  }

  async ask(command) {
    this.#process.stdin.write(`${command}\n`);
    return this.answer();
  }

  end() {
    this.#process.stdin.end();
  }
}
