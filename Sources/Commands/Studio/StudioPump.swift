import Live
import Studio
import Synchronization

/// The two threads that make what pages with live pictures get. They sleep while there is none.
final class StudioPump: Sendable {
  private let service: StudioService
  private let streams: StudioStreams

  /// Begins.
  ///
  /// - Throws: `ThreadError`.
  init(_ service: StudioService, _ streams: StudioStreams) throws(ThreadError) {
    self.service = service
    self.streams = streams
    try startSessionThread("vbg.pictures") {
      while let wish = streams.awaitWish() {
        if let picture = service.picture(wish) {
          streams.send(picture: picture, original: wish.isOriginal)
        } else {
          // Nothing leaves now: it is asked again for what pages still wait for.
          streams.awaitEnd(milliseconds: 200)
        }
      }
    }
    try startSessionThread("vbg.news") {
      while streams.awaitPage() {
        let news = service.news()
        streams.send(news: news)
        if news.hasPrefix("{\"error\"") { streams.awaitEnd(milliseconds: 1000) }
        if streams.count == 0 { service.rest() }
      }
    }
  }
}
