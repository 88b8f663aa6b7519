#if SHARED_MEMORY
  import CPlatform

  // Threads of WebAssembly: the page makes workers that share this memory, and each waits for one body.

  /// A closure that a worker runs.
  private final class ThreadBody {
    let run: () -> Void

    init(_ run: @escaping () -> Void) { self.run = run }
  }

  /// Gives a body to the next worker of the page.
  ///
  /// - Throws: `SystemError` where there are no more workers.
  package func startThread(
    _ name: String, _ body: sending @escaping () -> Void
  ) throws(SystemError) {
    let thread = Unmanaged.passRetained(ThreadBody(body))
    guard vbg_give_body(thread.toOpaque()) != 0 else {
      thread.release()
      throw SystemError()
    }
  }

  /// Waits for a body and runs it, on a worker.
  ///
  /// - Parameter index: the worker's, from 0 on, each once.
  package func runWorker(_ index: Int32) {
    guard let body = vbg_await_body(index) else { return }
    Unmanaged<ThreadBody>.fromOpaque(body).takeRetainedValue().run()
  }

  /// A count that threads wait for.
  ///
  /// `@unchecked Sendable`: the count is changed by atomic operations alone.
  package final class Semaphore: @unchecked Sendable {
    private let count: UnsafeMutablePointer<Int32>

    package init(value: Int) {
      count = .allocate(capacity: 1)
      count.initialize(to: Int32(value))
    }

    deinit { count.deallocate() }

    /// Waits until the count is above 0, and takes 1 of it.
    package func wait() { vbg_semaphore_wait(count) }

    /// Adds 1 to the count, and wakes one that waits.
    package func signal() { vbg_semaphore_signal(count) }
  }

  /// As many as the page makes workers for: it knows the processors.
  package var availableProcessorCount: Int { Int(vbg_greatest_worker_count) + 1 }

  /// Waits for nothing.
  package func pauseProcessor() {}

  /// Lets some 100 ns pass: WebAssembly has nobody to yield to.
  package func sched_yield() { vbg_pass_time() }
#endif
