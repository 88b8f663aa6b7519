#ifndef VBG_CRELAXEDSIMD_H
#define VBG_CRELAXEDSIMD_H

typedef float vbg_float4 __attribute__((ext_vector_type(4)));

/// a * b + c, fused where the machine has the instruction: WebAssembly's relaxed SIMD, for which Swift has no name.
static inline __attribute__((always_inline)) vbg_float4 vbg_multiply_add(
    vbg_float4 a, vbg_float4 b, vbg_float4 c) {
  return (vbg_float4)__builtin_wasm_relaxed_madd_f32x4(a, b, c);
}

#endif
