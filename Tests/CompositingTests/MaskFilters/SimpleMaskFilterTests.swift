import Imaging
import Kernels
import TestSupport
import Testing

@testable import Compositing

extension FilterTests {
  /// The simple mask filter against its definition and against the demo's canvas.
  @Suite struct SimpleMaskFilterTests {
    /// Mask sizes and output sizes, among them a mask that is larger than the output.
    static let sizes = [
      (1, 1, 1, 1), (1, 1, 5, 3), (1, 7, 17, 33), (5, 3, 1, 7), (16, 9, 80, 45), (33, 17, 70, 131),
      (64, 40, 17, 33), (29, 23, 29, 23),
    ]

    static func filtered(
      _ mask: [UInt8], _ maskWidth: Int, _ width: Int, _ height: Int, sigma: Double,
      level: InstructionSet, pool: ThreadPool
    ) -> [UInt8] {
      let mask = Plane(mask, width: maskWidth)
      let output = Plane<UInt8>(width: width, height: height, margin: 5)
      let filter = SimpleMaskFilter(
        maskWidth: maskWidth, maskHeight: mask.rows.height, width: width, height: height,
        sigmaPixels: sigma, threadCount: pool.threadCount, instructionSet: level)
      pool.run(BodyTask { filter.run(mask: mask.rows, output: output.rows, on: $0) })
      return output.elements
    }

    @Test(arguments: [0, 0.3, 1, 4, 8, 32], sizes)
    func agreesWithTheDefinition(sigma: Double, sizes: (Int, Int, Int, Int)) {
      let (maskWidth, maskHeight, width, height) = sizes
      for seed in [1, 2] as [UInt32] {
        let mask =
          seed == 1
          ? TestPixels.bytes(maskWidth * maskHeight, seed: seed)
          : TestPixels.disc(width: maskWidth, height: maskHeight)
        let expected = PlainFilters.Picture(
          width: maskWidth, height: maskHeight, values: mask.map(Double.init)
        ).sampled(width: width, height: height).smoothed(sigma: sigma)
        for level in InstructionSet.available {
          let found = Self.filtered(
            mask, maskWidth, width, height, sigma: sigma, level: level, pool: startedPools[0])
          // A half for rounding; of each axis 1/1000 of the weight is left out.
          let worst = zip(found, expected.values).map { abs(Double($0) - $1) }.max() ?? 0
          #expect(worst <= (sigma == 0 ? 0.501 : 1), "\(level), seed \(seed): \(worst)")
          for pool in startedPools {
            #expect(
              Self.filtered(mask, maskWidth, width, height, sigma: sigma, level: level, pool: pool)
                == found)
          }
        }
      }
    }

    @Test(arguments: [0, 1, 77, 255] as [UInt8])
    func aConstantStaysConstant(value: UInt8) {
      for level in InstructionSet.available {
        // Noise in a corner makes the filter work on the stretches beside it.
        var mask = [UInt8](repeating: value, count: 64 * 36)
        mask[0] = value ^ 255
        let found = Self.filtered(
          mask, 64, 320, 180, sigma: 4, level: level, pool: startedPools[0])
        #expect(found[(90 * 320)...].allSatisfy { $0 == value })
      }
    }

    @Test(arguments: ["segm_full_v679", "selfiesegmentation_mlkit"])
    func agreesWithTheDemosCanvas(model: String) throws {
      let folder = "canvas2d/doctor/\(model)/"
      guard let source = try DemoFixtures.frame(folder + "1_mask_model.png"),
        let smooth = try DemoFixtures.frame(folder + "2_canvas_image_smooth.png"),
        let plain = try DemoFixtures.frame(folder + "2_canvas_image_nosmooth.png")
      else { return }
      let mask = source.channel(0)
      for level in InstructionSet.available {
        for (canvas, sigma) in [(plain, 0), (smooth, 4)] {
          let found = Self.filtered(
            mask, source.width, canvas.width, canvas.height, sigma: Double(sigma), level: level,
            pool: startedPools[1])
          let worst = inner(canvas, border: 3 * sigma).map { index in
            abs(Int(found[index]) - Int(canvas.channel(3, at: index)))
          }.max()
          #expect(worst ?? 255 <= 1, "\(level), sigma \(sigma)")
        }
      }
    }

    /// The blurred frame lies under the person there: frame * mask + blurred frame * (1 - mask).
    @Test(arguments: ["segm_full_v679", "selfiesegmentation_mlkit"])
    func agreesWithTheDemosBlurredCanvas(model: String) throws {
      let folder = "canvas2d/doctor/\(model)/"
      guard let source = try DemoFixtures.frame(folder + "1_mask_model.png"),
        let smooth = try DemoFixtures.frame(folder + "2_canvas_blur_smooth.png"),
        let plain = try DemoFixtures.frame(folder + "2_canvas_blur_nosmooth.png"),
        let photo = try DemoFixtures.frame("../media/photos/doctor-5871743_640.jpg")
      else { return }
      let (width, height) = (photo.width, photo.height)
      let inner = inner(photo, border: 25)
      let channels = (0..<3).map { photo.channel($0).map(Double.init) }
      let blurred = channels.map {
        PlainFilters.Picture(width: width, height: height, values: $0).smoothed(sigma: 8).values
      }
      for (canvas, sigma) in [(plain, 0.0), (smooth, 8)] {
        let mask = Self.filtered(
          source.channel(0), source.width, width, height, sigma: sigma, level: .best,
          pool: startedPools[1])
        var (worst, sum) = (0.0, 0.0)
        for index in inner {
          let share = Double(mask[index]) / 255
          for channel in 0..<3 {
            let expected = channels[channel][index] * share + blurred[channel][index] * (1 - share)
            let difference = abs(expected - Double(canvas.channel(channel, at: index)))
            worst = max(worst, difference)
            sum += difference
          }
        }
        let mean = sum / Double(3 * inner.count)
        #expect(worst <= 8 && mean <= 0.3, "sigma \(sigma): worst \(worst), mean \(mean)")
      }
    }

    private func inner(_ canvas: Frame, border: Int) -> [Int] {
      (border..<(canvas.height - border)).flatMap { y in
        (border..<(canvas.width - border)).map { y * canvas.width + $0 }
      }
    }

    @Test func runsAllocateNothing() {
      for level in InstructionSet.available {
        let filter = SimpleMaskFilter(
          maskWidth: 64, maskHeight: 36, width: 320, height: 180, sigmaPixels: 4, threadCount: 8,
          instructionSet: level)
        let mask = Plane(TestPixels.disc(width: 64, height: 36), width: 64)
        let output = Plane<UInt8>(width: 320, height: 180)
        for pool in startedPools {
          #expect(
            allocationCount(of: pool) { filter.run(mask: mask.rows, output: output.rows, on: $0) }
              == 0)
        }
      }
    }
  }
}

extension Frame {
  fileprivate func channel(_ channel: Int, at index: Int) -> UInt8 {
    withPixels { $0[4 * index + channel] }
  }
}
