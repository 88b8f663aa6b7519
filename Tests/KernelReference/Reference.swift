/// The plain definition of every kernel family, one element at a time with sums in Double: what
/// kernels are held to. Slow.
///
/// Each takes the arguments of the kernels that it defines, and writes what they must write, rounded
/// once to Float, and nothing else.
public enum Reference {}
