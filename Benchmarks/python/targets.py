"""What vbg means to reach: the other engine's time divided by vbg's, per model and threads."""

LITERT = {
    "segm_full_v679": {1: 2.2, 2: 2.5},
    "segm_lite_v681": {1: 2.1, 2: 2.4},
    "selfie_segmentation_landscape": {1: 2.2, 2: 2.5},
    "selfie_segmentation": {1: 2.2, 2: 2.4},
    "selfiesegmentation_mlkit-256x256-2021_01_19-v1215.f16": {1: 2.2, 2: 2.4},
    "body-pix-float-050-8": {1: 1.05, 2: 1.05},
    "deeplabv3_257_mv_gpu": {1: 1.2, 2: 1.2},
}
MOBILENET_V3 = tuple(LITERT)[:5]
OPENVINO = {name: {1: 1.7, 2: 1.7} for name in MOBILENET_V3}

# Share of the level's measured peak that AVX2 keeps of what the best level reaches of its own.
AVX2_SHARE = 0.9

SHORT = {
    "segm_full_v679": "segm_full",
    "segm_lite_v681": "segm_lite",
    "selfie_segmentation_landscape": "selfie landscape",
    "selfie_segmentation": "selfie 256x256",
    "selfiesegmentation_mlkit-256x256-2021_01_19-v1215.f16": "ML Kit 256x256",
    "body-pix-float-050-8": "body-pix",
    "deeplabv3_257_mv_gpu": "deeplab",
}
