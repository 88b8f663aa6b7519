import Glibc

/// Makes a program of a script, by a process of its own: a script that this process writes would be open
/// in whatever another test starts meanwhile, and could not be run ("text file busy").
///
/// - Throws: `MakeProgramError` where there is no folder for it, or no `install`.
public func makeProgram(_ script: String, at path: String) throws(MakeProgramError) {
  let draft = "\(path).draft"
  guard let file = fopen(draft, "we") else { throw MakeProgramError(path: path) }
  fputs(script, file)
  guard fclose(file) == 0, system("install -m 755 '\(draft)' '\(path)'") == 0, unlink(draft) == 0
  else { throw MakeProgramError(path: path) }
}

/// A script that could not be written.
public struct MakeProgramError: Error {
  let path: String
}
