"""The version that TFLite's converter gives an operator: the lowest whose definition has what it uses."""

INT8_IS_2 = {
    "MAX_POOL_2D", "AVERAGE_POOL_2D", "TRANSPOSE", "SLICE", "UNPACK", "STRIDED_SLICE", "RESIZE_BILINEAR",
    "RESIZE_NEAREST_NEIGHBOR", "MAXIMUM", "MINIMUM", "PACK", "SPACE_TO_BATCH_ND", "BATCH_TO_SPACE_ND", "ADD",
    "SUB", "EQUAL", "NOT_EQUAL", "PAD", "PADV2", "CONCATENATION", "MIRROR_PAD", "REDUCE_MAX", "REDUCE_MIN",
    "ARG_MAX", "ARG_MIN", "SELECT", "LESS", "GREATER_EQUAL", "SPACE_TO_DEPTH", "SPLIT_V", "GREATER",
    "LESS_EQUAL", "DEPTH_TO_SPACE", "TOPK_V2", "GATHER",
}
BROADCAST_OF_5_IS_3 = {"SUB", "MAXIMUM", "MINIMUM"}


def version_of(name, options, types, ranks, output_types):
    """The version for element types and ranks of the inputs (None and 0 for an absent one)."""
    kind = types[0] if types else None
    rank = ranks[0] if ranks else 0

    def option(field, fallback=0):
        return getattr(options, field, fallback) or fallback

    special = {
        "CONV_2D": lambda: 6 if option("isGrouped") else 1,
        "DEPTHWISE_CONV_2D": lambda: 2 if (
            option("dilationWFactor", 1), option("dilationHFactor", 1)) != (1, 1) else 1,
        "FULLY_CONNECTED": lambda: 6 if len(types) == 2 else 5 if option("keepNumDims") else 1,
        "GATHER": lambda: 6 if types[1] == "int16" else 5 if option("batchDims") else {
            "int16": 4, "bool": 3, "int8": 2}.get(kind, 1),
        "SIGN": lambda: 2 if kind == "int32" else 1,
        "MUL": lambda: 5 if kind == "int64" else 1,
        "TRANSPOSE": lambda: 6 if rank > 5 else 5 if kind == "int16" else 4 if rank > 4 else {
            "bool": 3, "int8": 2}.get(kind, 1),
        "TRANSPOSE_CONV": lambda: 4 if option("fusedActivationFunction") else 3 if len(types) == 4 else 1,
        "SPLIT": lambda: {"int16": 4, "int32": 3, "int8": 2}.get(types[1], 1),
        "SLICE": lambda: 5 if rank > 4 else {"int16": 4, "int8": 2}.get(kind, 1),
        "UNPACK": lambda: {"int8": 2, "uint8": 2, "bool": 3, "int16": 4}.get(kind, 1),
        "DEQUANTIZE": lambda: 3 if kind in ("int16", "float16") else 2 if kind == "int8" else 1,
        "FLOOR_DIV": lambda: 2 if kind == "float32" else 1,
        "ABS": lambda: 5 if kind == "int32" else 1,
        "STRIDED_SLICE": lambda: 8 if option("offset") else 6 if (
            option("ellipsisMask") or option("newAxisMask")) else 4 if rank > 4 else {
                "bool": 3, "int8": 2}.get(kind, 1),
        "REVERSE_V2": lambda: {"int8": 3, "bool": 2}.get(kind, 1),
        "RESIZE_BILINEAR": lambda: 3 if option("halfPixelCenters") else 1,
        "RESIZE_NEAREST_NEIGHBOR": lambda: 3 if (
            option("halfPixelCenters") or option("alignCorners")) else 2 if kind == "int8" else 1,
        "TILE": lambda: 3 if kind == "int8" else 1,
        "SPACE_TO_BATCH_ND": lambda: 3 if rank != 4 else 2 if kind == "int8" else 1,
        "BATCH_TO_SPACE_ND": lambda: 3 if rank != 4 else 2 if kind == "int8" else 1,
        "ADD": lambda: 4 if kind == "int64" else 1,
        "GATHER_ND": lambda: 5 if kind == "bool" else 4 if types[1] == "int16" else 3 if kind == "int16" else 1,
        "DIV": lambda: 2 if ranks[0] != ranks[1] and max(ranks) > 4 else 1,
        "FILL": lambda: {"bool": 2, "int8": 3, "int16": 3}.get(types[1], 1),
        "RANGE": lambda: 2 if kind == "int64" else 1,
        "PAD": lambda: 4 if rank > 4 else {"int16": 3, "int8": 2}.get(kind, 1),
        "PADV2": lambda: 4 if rank > 4 else {"int16": 3, "int8": 2}.get(kind, 1),
        "SELECT": lambda: 3 if max(ranks) == 5 else 1,
        "BROADCAST_TO": lambda: 3 if kind in ("int8", "int16") else 2,
        "CAST": lambda: 5 if {kind, output_types[0]} & {"float64", "float16"} else 4 if "uint16" in (
            kind, output_types[0]) else 3 if "int8" in (kind, output_types[0]) else 2 if "uint32" in (
                kind, output_types[0]) else 1,
        "WHERE": lambda: 1 if kind == "bool" else 2,
        "ARG_MAX": lambda: {"bool": 3, "int8": 2}.get(kind, 1),
        "ARG_MIN": lambda: {"bool": 3, "int8": 2}.get(kind, 1),
    }
    if name in special:
        version = special[name]()
        if version > 1 or name not in BROADCAST_OF_5_IS_3:
            return version
    if name == "SUB" and kind == "int64":
        return 4
    if name in BROADCAST_OF_5_IS_3 and ranks[0] != ranks[1] and max(ranks) > 4:
        return 3
    if kind == "int8" and name in INT8_IS_2:
        return 2
    if kind == "int16" and name in {"PACK", "CONCATENATION", "MIRROR_PAD", "REDUCE_MAX", "REDUCE_MIN"}:
        return 3
    if kind == "int16" and name in {"MAXIMUM", "MINIMUM"}:
        return 4
    return 1
