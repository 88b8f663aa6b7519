package import ModelCatalogue

/// Returns the advice for a mask that shows nobody.
///
/// - Parameters:
///   - entry: the catalogue's entry of the model that was used; nil for a foreign one.
///   - option: what stands before a model's name on the command line.
package func adviceForNobody(
  after entry: CatalogueEntry?, option: String = "--model "
) -> String {
  let others = modelsAtHand().filter { $0.name != entry?.name }
  if let other = others.first { return "try \(option)\(other.shortName)" }
  let fetched = CatalogueEntry.selfieSegmentation
  guard entry?.name != fetched.name else { return "try another model, see vbg models list" }
  return "try \(option)\(fetched.shortName), after vbg models fetch \(fetched.shortName)"
}
