import ArgumentParser
import ModelCatalogue

/// The entries that people named; wrong usage if a name is in no catalogue.
func catalogueEntries(named names: [String]) throws -> [CatalogueEntry] {
  try names.map { name in
    guard let entry = Catalogue.entry(named: name) else {
      throw ValidationError(
        "expected a name from the catalogue (\(Catalogue.shortNames)), found '\(name)'")
    }
    return entry
  }
}

/// Completion of a model's name.
let modelNameCompletion = CompletionKind.list(
  Catalogue.entries.flatMap { [$0.name] + $0.aliases })
