import ArgumentParser
import CommandSupport
import Graphs

/// Options of tensors as files, for any model.
struct TensorArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "An input of the model from a .npy file; may be repeated. Without frames all inputs.",
      valueName: "name=file"))
  var inputTensor: [String] = []

  @Option(
    help: ArgumentHelp(
      "An output of the model into a .npy file; may be repeated.", valueName: "name=file"))
  var outputTensor: [String] = []

  var isEmpty: Bool { inputTensor.isEmpty && outputTensor.isEmpty }

  func validate() throws {
    for (option, words) in [("--input-tensor", inputTensor), ("--output-tensor", outputTensor)] {
      for word in words {
        guard let mark = word.lastIndex(of: "="), mark > word.startIndex,
          word.index(after: mark) < word.endIndex
        else {
          throw ValidationError("expected \(option) as NAME=FILE.npy, found '\(word)'")
        }
      }
    }
  }
}

/// A tensor that an option names, and its file.
struct TensorFile {
  /// Place among the model's inputs or outputs.
  let index: Int
  let path: String

  /// Finds the tensors that options name: by the signature's name, the file's, or by number where no name is the same.
  ///
  /// - Parameter alias: the signature's name.
  /// - Throws: `TensorNameError` for a name that no tensor has, or one that is named twice.
  static func all(
    _ words: [String], option: String, among tensors: [TensorDescriptor],
    alias: (TensorDescriptor) -> String?
  ) throws(TensorNameError) -> [TensorFile] {
    var files: [TensorFile] = []
    for word in words {
      guard let file = TensorFile(word, among: tensors, alias: alias) else {
        throw TensorNameError(
          expected: "a tensor for \(option): \(list(tensors, alias))", found: "'\(word)'")
      }
      guard !files.contains(where: { $0.index == file.index }) else {
        throw TensorNameError(
          expected: "\(option) once for '\(printable(tensors[file.index].name))'", found: "it twice"
        )
      }
      files.append(file)
    }
    return files
  }

  /// Names may hold the sign that ends them: the longest name that is a tensor's counts.
  private init?(
    _ word: String, among tensors: [TensorDescriptor], alias: (TensorDescriptor) -> String?
  ) {
    for mark in word.indices.reversed() where word[mark] == "=" {
      let name = String(word[..<mark])
      let named =
        tensors.firstIndex { alias($0) == name } ?? tensors.firstIndex { $0.name == name }
      guard let index = named ?? Int(name).flatMap({ tensors.indices.contains($0) ? $0 : nil })
      else { continue }
      self.index = index
      path = String(word[word.index(after: mark)...])
      return
    }
    return nil
  }

  private static func list(
    _ tensors: [TensorDescriptor], _ alias: (TensorDescriptor) -> String?
  ) -> String {
    tensors.prefix(8).map { "'\(printable(alias($0) ?? $0.name))' (\($0.type))" }
      .joined(separator: ", ")
      + (tensors.count > 8 ? " ..." : "")
  }
}

/// Error of a tensor's name.
struct TensorNameError: Error, CustomStringConvertible {
  let expected: String
  let found: String

  var description: String { "expected \(expected), found \(found)" }
}

extension TensorDescriptor {
  /// The name of an input that users see: the signature's, else the file's.
  var inputName: String { signatureNames.input ?? name }
  /// The same of an output.
  var outputName: String { signatureNames.output ?? name }
}
