// swift-tools-version: 6.2
import PackageDescription

/// Settings of every target of ours: warnings are errors.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

/// Settings of a kernel module. `-Xarch_x86_64` makes other architectures ignore the features,
/// and the build always optimizes: an unspecialized kernel is 10 to 30 times slower.
/// Cross-module optimization stays off so that no helper is emitted under one name by two levels.
func kernelSettings(_ features: [String]) -> [SwiftSetting] {
  strict + [
    .unsafeFlags(
      ["-O", "-disable-cmo"] + features.flatMap { ["-Xcc", "-Xarch_x86_64", "-Xcc", $0] })
  ]
}

let avx2 = ["-mavx2", "-mfma", "-mf16c"]
let avx512 =
  avx2 + ["-mavx512f", "-mavx512vl", "-mavx512dq", "-mavx512bw", "-mprefer-vector-width=512"]

let package = Package(
  name: "vbg",
  products: [
    .library(name: "Segmentation", targets: ["Segmentation"]),
    .library(name: "Compositing", targets: ["Compositing"]),
    .executable(name: "vbg", targets: ["vbg"]),
    .executable(name: "vbg-infer", targets: ["vbg-infer"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
  ],
  targets: [
    .systemLibrary(
      name: "CMessageDigest", path: "Sources/Shims/CMessageDigest",
      providers: [.apt(["libmd-dev"])]),
    .systemLibrary(
      name: "CVideo4Linux", path: "Sources/Shims/CVideo4Linux", providers: [.apt(["libv4l-dev"])]),
    .systemLibrary(name: "CMalloc", path: "Sources/Shims/CMalloc"),
    .systemLibrary(name: "CImageLibraries", path: "Sources/Shims/CImageLibraries"),
    .target(
      name: "CPNG", path: "Sources/Shims/CPNG", swiftSettings: strict,
      linkerSettings: [.linkedLibrary("png"), .linkedLibrary("z")]),
    .target(
      name: "CJPEG", path: "Sources/Shims/CJPEG", swiftSettings: strict,
      linkerSettings: [.linkedLibrary("jpeg")]),
    .target(name: "CProcessor", path: "Sources/Shims/CProcessor", swiftSettings: strict),
    .target(name: "CProcess", path: "Sources/Shims/CProcess", swiftSettings: strict),
    // Debian's libpipewire-0.3-dev; the library itself is opened when it is needed.
    .target(
      name: "CPipeWire", path: "Sources/Shims/CPipeWire",
      cSettings: [
        .unsafeFlags([
          "-isystem", "/usr/include/pipewire-0.3", "-isystem", "/usr/include/spa-0.2",
        ])
      ], swiftSettings: strict, linkerSettings: [.linkedLibrary("dl")]),

    .target(
      name: "Platform", dependencies: ["CMessageDigest", "CProcessor"], exclude: ["Embedded"],
      swiftSettings: strict),
    .target(name: "SystemSupport", dependencies: ["CProcess", "Platform"], swiftSettings: strict),

    .target(name: "FlatBuffers", swiftSettings: strict),
    .target(name: "Memory", dependencies: ["Platform"], swiftSettings: strict),
    .target(name: "Graphs", dependencies: ["Memory"], swiftSettings: strict),
    .target(
      name: "TFLite", dependencies: ["FlatBuffers", "Graphs", "Runtime"], swiftSettings: strict),

    .target(name: "KernelInterface", swiftSettings: kernelSettings([])),
    .target(
      name: "KernelsBaseline", dependencies: ["KernelInterface"],
      swiftSettings: kernelSettings([]) + [.define("LEVEL_BASELINE")]),
    .target(
      name: "KernelsAVX2", dependencies: ["KernelInterface"],
      swiftSettings: kernelSettings(avx2) + [.define("LEVEL_AVX2")]),
    .target(
      name: "KernelsAVX512", dependencies: ["KernelInterface"],
      swiftSettings: kernelSettings(avx512) + [.define("LEVEL_AVX512")]),
    .target(
      name: "Kernels",
      dependencies: [
        "CProcessor", "KernelInterface", "KernelsBaseline", "KernelsAVX2", "KernelsAVX512",
        "Memory", "Platform",
      ],
      swiftSettings: strict),
    .target(name: "Threads", dependencies: ["Platform"], swiftSettings: strict),
    .target(
      name: "Runtime",
      dependencies: ["Graphs", "KernelInterface", "Kernels", "Memory", "Platform", "Threads"],
      swiftSettings: strict),
    .target(
      name: "Imaging", dependencies: ["KernelInterface", "Kernels", "Memory"],
      swiftSettings: strict),
    .target(
      name: "ImageFiles",
      dependencies: [
        "CImageLibraries", "CPNG", "CJPEG", "CProcess", "Imaging", "Memory", "SystemSupport",
      ],
      swiftSettings: strict),
    .target(
      name: "Compositing",
      dependencies: [
        "Imaging", "KernelInterface", "Kernels", "Matting", "Memory", "Platform", "Threads",
      ],
      swiftSettings: strict),
    .target(
      name: "Matting", dependencies: ["Kernels", "Memory", "Threads"], swiftSettings: strict),
    .target(
      name: "Films", dependencies: ["CProcess", "Imaging", "Memory", "SystemSupport"],
      swiftSettings: strict),
    .target(
      name: "Devices", dependencies: ["CPipeWire", "CVideo4Linux", "Imaging", "SystemSupport"],
      swiftSettings: strict),
    .target(
      name: "ModelCatalogue", dependencies: ["Platform", "SystemSupport"], path: "Models",
      exclude: ["Goldens"], swiftSettings: strict),
    .target(
      name: "Segmentation",
      dependencies: [
        "TFLite", "Runtime", "Memory", "Threads", "Imaging", "ImageFiles", "ModelCatalogue",
        "Platform",
      ],
      swiftSettings: strict),
    .target(
      name: "Effects", dependencies: ["Segmentation", "Compositing", "Platform", "Threads"],
      swiftSettings: strict),
    .target(
      name: "Live", dependencies: ["Effects", "Devices", "Films", "ImageFiles", "SystemSupport"],
      swiftSettings: strict),
    // The page's files are data of the program: it needs no folder beside it.
    .target(
      name: "CStudioPage", path: "Sources/Shims/CStudioPage",
      cSettings: [.unsafeFlags(["-Wno-c23-extensions"])], swiftSettings: strict),
    .target(
      name: "Studio",
      dependencies: [
        "CStudioPage", "SystemSupport",
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOWebSocket", package: "swift-nio"),
      ],
      swiftSettings: strict),
    .target(
      name: "CommandSupport",
      dependencies: [
        "CProcess", "ModelCatalogue", "SystemSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .target(
      name: "InferProgram",
      dependencies: [
        "CMalloc", "CommandSupport", "Graphs", "ImageFiles", "Kernels", "ModelCatalogue", "Runtime",
        "Segmentation", "SystemSupport", "TFLite", "Threads",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .target(
      name: "Commands",
      dependencies: [
        "CProcess", "CommandSupport", "InferProgram", "Graphs", "TFLite", "Kernels", "Threads",
        "Runtime", "ImageFiles",
        "Segmentation", "Compositing", "Devices", "Effects", "Films", "SystemSupport", "Live",
        "Studio",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .target(
      name: "ConfigurationFile",
      dependencies: ["Commands", .product(name: "TOMLKit", package: "TOMLKit")],
      swiftSettings: strict),
    .executableTarget(
      name: "vbg", dependencies: ["Commands", "ConfigurationFile", "ImageFiles"],
      swiftSettings: strict),
    .executableTarget(
      name: "vbg-infer", dependencies: ["CommandSupport", "ImageFiles", "InferProgram"],
      swiftSettings: strict),

    .target(
      name: "Stability", dependencies: ["Imaging", "Compositing", "TestSupport"],
      path: "Benchmarks/Stability", swiftSettings: strict),
    .executableTarget(
      name: "vbg-benchmark",
      dependencies: [
        "Graphs", "Kernels", "TFLite", "Runtime", "Threads", "Imaging", "Segmentation",
        "Compositing", "Devices", "Effects", "Films", "Live", "Stability",
      ],
      path: "Benchmarks/vbg-benchmark", swiftSettings: strict),

    .target(
      name: "TestSupport", dependencies: ["Graphs", "Imaging", "Threads"],
      path: "Tests/TestSupport",
      swiftSettings: strict),
    .target(
      name: "KernelReference", dependencies: ["KernelInterface", "Kernels", "TestSupport"],
      path: "Tests/KernelReference", swiftSettings: strict),
    .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter", swiftSettings: strict),
    .testTarget(
      name: "MemoryTests", dependencies: ["Memory", "Platform"], swiftSettings: strict),
    .testTarget(
      name: "FlatBuffersTests", dependencies: ["FlatBuffers", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "GraphsTests", dependencies: ["Graphs", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "TFLiteTests", dependencies: ["TFLite", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "KernelsTests",
      dependencies: ["KernelReference", "KernelInterface", "Kernels", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "SystemSupportTests", dependencies: ["SystemSupport", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "ThreadsTests", dependencies: ["Threads", "CProcessor", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "RuntimeTests",
      dependencies: [
        "Runtime", "Memory", "Platform", "Threads", "CAllocationCounter", "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "ImagingTests", dependencies: ["Imaging", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "ImageFilesTests",
      dependencies: ["ImageFiles", "Imaging", "TestSupport", "vbg-infer"], exclude: ["Fixtures"],
      swiftSettings: strict),
    .testTarget(
      name: "SegmentationTests",
      dependencies: ["Segmentation", "TFLite", "Threads", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "MattingTests",
      dependencies: ["Matting", "Memory", "Threads", "CAllocationCounter", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "CompositingTests",
      dependencies: [
        "Compositing", "ImageFiles", "KernelReference", "Segmentation", "Stability",
        "CAllocationCounter", "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "EffectsTests",
      dependencies: ["Effects", "Stability", "CAllocationCounter", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "FilmsTests", dependencies: ["Films", "CAllocationCounter", "TestSupport"],
      swiftSettings: strict),
    .testTarget(
      name: "DevicesTests",
      dependencies: ["Devices", "CVideo4Linux", "CAllocationCounter", "TestSupport"],
      swiftSettings: strict),
    .executableTarget(
      name: "vbg-lab", dependencies: ["Devices", "ImageFiles", "Imaging"], path: "Tests/vbg-lab",
      swiftSettings: strict),
    .executableTarget(
      name: "vbg-pipewire-lab", dependencies: ["Devices", "Imaging", "Live"],
      path: "Tests/vbg-pipewire-lab", swiftSettings: strict),
    .testTarget(
      name: "LiveTests",
      dependencies: [
        "Effects", "Films", "ImageFiles", "Live", "CAllocationCounter", "TestSupport",
      ],
      swiftSettings: strict),
    .testTarget(
      name: "CommandsTests",
      dependencies: [
        "Commands", "CommandSupport", "Devices", "InferProgram", "ImageFiles", "ModelCatalogue",
        "vbg", "vbg-infer",
        "vbg-live-rehearsal", "vbg-pipewire-lab",
        "TestSupport", "Visitors",
      ], exclude: ["PipeWire/Consumer"],
      swiftSettings: strict),
    .target(name: "Visitors", path: "Tests/Visitors", swiftSettings: strict),
    .testTarget(
      name: "StudioTests", dependencies: ["Studio", "Visitors"], swiftSettings: strict),
    .testTarget(
      name: "SnippetTests", dependencies: ["Segmentation", "TestSupport"], swiftSettings: strict),
    .testTarget(
      name: "GoldenTests",
      dependencies: [
        "TFLite", "Runtime", "ImageFiles", "Imaging", "ModelCatalogue", "TestSupport",
      ], exclude: ["Models"], swiftSettings: strict),
    .executableTarget(
      name: "vbg-live-rehearsal",
      dependencies: [
        "CommandSupport", "Commands", "ConfigurationFile", "Devices", "ImageFiles", "Live",
      ],
      path: "Tests/vbg-live-rehearsal", swiftSettings: strict),
    .executableTarget(
      name: "vbg-fuzz", dependencies: ["TFLite", "Runtime", "TestSupport"],
      path: "Tests/vbg-fuzz", swiftSettings: strict),
    .testTarget(
      name: "FuzzTests", dependencies: ["vbg-fuzz", "TestSupport"], swiftSettings: strict),
    .executableTarget(
      name: "vbg-conformance", dependencies: ["Graphs", "Kernels", "Memory", "Runtime", "TFLite"],
      path: "Tests/vbg-conformance", swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
