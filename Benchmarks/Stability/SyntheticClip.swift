public import Imaging
import TestSupport

/// A short film of a drawn person in a drawn room, of which the true mask is known at any size.
public struct SyntheticClip: Sendable {
  /// Scenes that a clip may show.
  public enum Scene: String, Sendable, CaseIterable {
    /// Nothing moves; the sensor is noisy.
    case noise
    /// Nothing moves; the exposure swings by 12 % in two seconds, and the sensor is a little noisy.
    case drift
    /// The person walks to and fro at a constant speed, 4 of 640 pixels a frame.
    case moving
    /// A still, empty room, into which the person comes from the right.
    case entering
  }

  /// Scene of the clip.
  public let scene: Scene
  /// The seed of the room and the noise.
  public let seed: UInt64
  /// Pixels a row of the pictures.
  public let width = 640
  /// Rows of the pictures.
  public let height = 360
  /// Frames of the film, 30 a second.
  public let frameCount = 90

  /// A clip.
  public init(_ scene: Scene, seed: UInt64 = 1) {
    self.scene = scene
    self.seed = seed
  }

  /// Deviation of the sensor's noise, in levels a channel.
  public var noiseDeviation: Float {
    switch scene {
    case .noise: 5
    case .drift, .moving, .entering: 2
    }
  }

  /// Pixels that the person moves to the right in a frame, all of her in the picture; 0 in other scenes.
  public func speed(at frame: Int) -> Float {
    switch scene {
    case .noise, .drift: 0
    case .moving: frame % 60 < 30 ? 4 : -4
    case .entering: 0
    }
  }

  /// One frame, RGBA.
  public func picture(_ frame: Int) -> Frame {
    Frame(width: width, height: height, pixels: samples(frame, columns: width, rows: height))
  }

  /// Returns what a model of this size sees of a frame's brightness, (R + 2 G + B) / 4 in levels:
  /// one pixel under each of its values.
  public func brightness(_ frame: Int, width: Int, height: Int) -> [UInt8] {
    let pixels = samples(frame, columns: width, rows: height)
    return (0..<width * height).map { index in
      let sum = Int(pixels[index * 4]) + 2 * Int(pixels[index * 4 + 1]) + Int(pixels[index * 4 + 2])
      return UInt8(sum / 4)
    }
  }

  /// RGBA pixels at the middles of a grid's cells.
  private func samples(_ frame: Int, columns: Int, rows: Int) -> [UInt8] {
    let figure = figure(frame)
    let exposure = exposure(frame)
    var noise = SeededGenerator(state: seed &* 1_000_003 &+ UInt64(frame))
    let room = Room(seed: seed, width: width, height: height)
    var pixels = [UInt8](repeating: 255, count: columns * rows * 4)
    for y in 0..<rows {
      for x in 0..<columns {
        let px = (Float(x) + 0.5) * Float(width) / Float(columns)
        let py = (Float(y) + 0.5) * Float(height) / Float(rows)
        let coverage = figure.coverage(px, py)
        var color = room.color(px, py)
        if coverage > 0 { color += (figure.color(px, py) - color) * coverage }
        color *= exposure
        for channel in 0..<3 {
          let level = color[channel] + noise.normal() * noiseDeviation
          pixels[(y * columns + x) * 4 + channel] = UInt8(min(max(level.rounded(), 0), 255))
        }
      }
    }
    return pixels
  }

  /// The true mask of a frame: for each value the person's share of what it covers, 0...1.
  public func truth(_ frame: Int, width maskWidth: Int, height maskHeight: Int) -> [Float] {
    let figure = figure(frame)
    let (stepX, stepY) = (Float(width) / Float(maskWidth), Float(height) / Float(maskHeight))
    var values: [Float] = []
    values.reserveCapacity(maskWidth * maskHeight)
    for y in 0..<maskHeight {
      for x in 0..<maskWidth {
        var sum: Float = 0
        for point in 0..<9 {
          let px = (Float(x) + (Float(point % 3) + 0.5) / 3) * stepX
          let py = (Float(y) + (Float(point / 3) + 0.5) / 3) * stepY
          sum += figure.coverage(px, py)
        }
        values.append(sum / 9)
      }
    }
    return values
  }

  private func figure(_ frame: Int) -> Figure {
    let x: Float =
      switch scene {
      case .noise, .drift: 320
      case .moving: 260 + 4 * Float(frame % 60 < 30 ? frame % 60 : 60 - frame % 60)
      case .entering: 790 - 8 * Float(min(max(frame - 15, 0), 45))
      }
    return Figure(x: x, y: 140, unit: 100)
  }

  private func exposure(_ frame: Int) -> Float {
    guard scene == .drift else { return 1 }
    // A parabola for each half of a swing: no sine is needed.
    let phase = Float(frame % 60) / 30
    let half = phase < 1 ? phase : phase - 1
    return 1 + (phase < 1 ? 1 : -1) * 0.12 * 4 * half * (1 - half)
  }
}

/// A wall with shelves: rectangles of muted colors on a gradient.
private struct Room {
  private var boxes: [(x: Float, y: Float, width: Float, height: Float, color: SIMD3<Float>)] = []
  private let height: Float

  init(seed: UInt64, width: Int, height: Int) {
    self.height = Float(height)
    var noise = SeededGenerator(state: seed)
    func number(_ range: ClosedRange<Float>) -> Float {
      Float.random(in: range, using: &noise)
    }
    for _ in 0..<24 {
      boxes.append(
        (
          x: number(0...Float(width)), y: number(0...Float(height)), width: number(12...90),
          height: number(20...110),
          color: SIMD3(number(70...190), number(80...180), number(60...170))
        ))
    }
  }

  func color(_ x: Float, _ y: Float) -> SIMD3<Float> {
    for box in boxes
    where x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height {
      return box.color
    }
    return SIMD3(196, 190, 178) - SIMD3(40, 36, 30) * (y / height)
  }
}
