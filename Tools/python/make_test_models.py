"""Writes the test models: one a family of operators, each parameter an awkward one.

Every model is a function named for its file. It gets the model under construction and an image
input; what it marks as outputs is compared with LiteRT by the golden suite.
"""

import pathlib
import sys

import control_models
import family_models
from model_builder import RELU, RELU6, RELU_N1_TO_1, SAME, VALID, Model

INPUT_SHAPES = {
    "batch_of_two": (2, 11, 14, 3), "broadcasting": (1, 9, 11, 3),
    "segmentation_network": (1, 32, 48, 3),
}


def convolution(m, x):
    a = m.output(m.convolution(x, 9, (3, 3), (2, 2), activation=RELU6))
    m.output(m.convolution(a, 10, (3, 3), dilation=(2, 2)))
    m.output(m.convolution(a, 5, (3, 3), (2, 1), padding=VALID, activation=RELU))
    m.output(m.convolution(a, 17, (5, 3), dilation=(1, 2), padding=VALID))
    m.output(m.convolution(x, 4, (2, 2), (2, 2)))
    m.output(m.convolution(x, 1, (4, 1), (3, 2), activation=RELU_N1_TO_1))
    m.output(m.convolution(x, 3, (3, 3), (2, 2), (2, 3)))


def convolution_1x1(m, x):
    a = m.output(m.convolution(x, 21, activation=RELU))
    b = m.output(m.convolution(a, 13))
    m.output(m.convolution(b, 33, stride=(2, 3), activation=RELU6))
    m.output(m.convolution(b, 1))
    m.output(m.convolution(b, 2, stride=(2, 2), padding=VALID))


def depthwise(m, x):
    a = m.output(m.depthwise(x, (3, 3), multiplier=2))
    b = m.output(m.depthwise(m.convolution(a, 19), (5, 5), (2, 2), activation=RELU6))
    m.output(m.depthwise(b, (3, 3), dilation=(2, 2), activation=RELU))
    m.output(m.depthwise(b, (3, 3), padding=VALID))
    m.output(m.depthwise(b, (5, 5), (2, 1), padding=VALID))
    m.output(m.depthwise(b, (2, 3), dilation=(3, 1), multiplier=3))
    m.output(m.depthwise(x, (3, 3), (2, 2)))


def fully_connected(m, x):
    m.output(m.fully_connected(m.average_pool(x, (4, 4), (4, 4)), 5))
    pooled = m.average_pool(m.convolution(x, 7, activation=RELU), (7, 5), (7, 5))
    a = m.output(m.fully_connected(pooled, 21, activation=RELU))
    b = m.output(m.fully_connected(a, 1, bias=False))
    m.output(m.fully_connected(b, 3, activation=RELU6))
    m.output(m.fully_connected(pooled, 13, activation=RELU_N1_TO_1, keep=True))


def broadcasting(m, x):
    a = m.convolution(x, 6, (3, 3))
    _, height, width, channels = m.shape(a)
    pixel = m.average_pool(a, (height, width), padding=VALID)
    row = m.average_pool(a, (1, width), padding=VALID)
    column = m.average_pool(a, (height, 1), padding=VALID)
    single = m.convolution(a, 1)
    for combine in (m.add, m.multiply):
        m.output(combine(a, a, RELU))
        m.output(combine(a, pixel))
        m.output(combine(pixel, a, RELU6))
        m.output(combine(a, m.constant([])))
        m.output(combine(m.constant([1]), a, RELU_N1_TO_1))
        m.output(combine(a, m.constant([channels])))
        m.output(combine(a, row))
        m.output(combine(column, a))
        m.output(combine(row, column))
        m.output(combine(single, a))
        m.output(combine(a, m.constant([width, 1])))
        m.output(combine(m.constant([1, height, width, channels]), a))


def activations(m, x):
    a = m.convolution(x, 7, (3, 3))
    wide = m.multiply(a, m.constant([7], 12.0))
    for name in ("HARD_SWISH", "RELU", "RELU6", "RELU_N1_TO_1", "LOGISTIC"):
        m.output(m.activate(name, wide))
        m.output(m.activate(name, m.convolution(a, 5)))
    m.output(m.activate("LOGISTIC", m.multiply(wide, m.constant([], 40.0))))
    m.output(m.activate("HARD_SWISH", m.activate("HARD_SWISH", a)))


def average_pool(m, x):
    a = m.convolution(x, 10)
    _, height, width, _ = m.shape(a)
    m.output(m.average_pool(a, (3, 3)))
    m.output(m.average_pool(a, (5, 4), (2, 3)))
    m.output(m.average_pool(a, (2, 2), (2, 2), VALID, RELU))
    m.output(m.average_pool(a, (3, 2), (1, 2), VALID, RELU6))
    m.output(m.average_pool(a, (height, width), (height, width), VALID))
    m.output(m.average_pool(a, (height, width), (1, 1), SAME, RELU_N1_TO_1))


def mean(m, x):
    a = m.convolution(x, 11)
    m.output(m.mean(a, [1, 2], True))
    m.output(m.mean(a, [2, 1], False))
    m.output(m.mean(a, [3], True))
    m.output(m.mean(a, [1], False))
    m.output(m.mean(a, [-1, 1], False))
    m.output(m.mean(a, [2], True))
    m.output(m.mean(a, [0, 1, 2, 3], True))
    m.output(m.multiply(a, m.activate("LOGISTIC", m.convolution(m.mean(a, [1, 2], True), 11))))


def resize_bilinear(m, x):
    a = m.convolution(x, 5)
    _, height, width, _ = m.shape(a)
    for flags in ({}, {"align": True}, {"half_pixel": True}):
        m.output(m.resize(a, (2 * height, 2 * width), **flags))
        m.output(m.resize(a, (2 * height - 1, width + 3), **flags))
        m.output(m.resize(a, (height // 2, width // 3), **flags))
        m.output(m.resize(a, (1, 1), **flags))
        m.output(m.resize(m.average_pool(a, (height, width), padding=VALID), (3, 4), **flags))
    m.output(m.resize(a, (height, width), half_pixel=True))


def concatenation(m, x):
    a = m.convolution(x, 5, activation=RELU)
    b = m.convolution(x, 9)
    m.output(m.concatenate([a, b, x], -1))
    m.output(m.concatenate([a, a], 1))
    m.output(m.concatenate([a, m.constant(m.shape(a)[:2] + [2, 5]), a], 2))
    m.output(m.concatenate([x, x], 0))
    joined = m.concatenate([m.concatenate([b, a], 3), m.constant(m.shape(a)[:3] + [1])], 3)
    m.output(m.convolution(joined, 2))
    m.output(m.activate("RELU", m.concatenate([b, b], 3)))


def dequantize_float16(m, x):
    a = m.output(m.convolution(x, 12, (3, 3), (2, 2), half=True))
    b = m.output(m.depthwise(a, (3, 3), activation=RELU6, half=True))
    m.output(m.multiply(b, m.constant([12], half=True)))
    pooled = m.average_pool(b, tuple(m.shape(b)[1:3]), padding=VALID)
    m.output(m.fully_connected(pooled, 6, half=True))
    m.output(m.add(b, m.constant([1, 1, 1, 12], 400.0, half=True)))
    m.output(m.transpose_convolution(b, (17, 23), 2, (3, 3), bias=True, half=True))


def convolution_transpose_bias(m, x):
    a = m.convolution(x, 8, (3, 3), (2, 2), activation=RELU)
    m.output(m.transpose_convolution_bias(a, 2, (2, 2)))
    m.output(m.transpose_convolution_bias(a, 1, (2, 2), half=True))
    m.output(m.transpose_convolution_bias(a, 5, (3, 3)))
    m.output(m.transpose_convolution_bias(a, 3, (3, 3), same=False))
    m.output(m.transpose_convolution_bias(a, 2, (4, 3), (1, 2)))
    m.output(m.activate("LOGISTIC", m.transpose_convolution_bias(a, 1, (2, 2), (2, 2), False)))


def transpose_convolution(m, x):
    a = m.convolution(x, 7, (3, 3), (2, 2), activation=RELU)
    _, height, width, _ = m.shape(a)
    m.output(m.transpose_convolution(a, (2 * height, 2 * width), 4, (3, 3)))
    m.output(m.transpose_convolution(a, (2 * height - 1, 2 * width - 1), 9, (3, 3), bias=True))
    m.output(m.transpose_convolution(a, (2 * height + 1, 2 * width + 1), 2, (3, 3),
                                     padding=VALID, bias=True))
    m.output(m.transpose_convolution(a, (2 * height, 2 * width), 1, (2, 2), bias=True,
                                     activation=RELU))
    m.output(m.transpose_convolution(a, (height, width), 3, (3, 3), (1, 1)))
    m.output(m.transpose_convolution(a, (3 * height - 1, 2 * width), 5, (5, 4), (3, 2)))
    m.output(m.transpose_convolution(a, (4 * height, 4 * width), 2, (2, 2), (4, 4), bias=True))


def batch_of_two(m, x):
    a = m.output(m.convolution(x, 9, (3, 3), (2, 2), activation=RELU))
    b = m.output(m.depthwise(a, (3, 3)))
    c = m.output(m.average_pool(b, tuple(m.shape(b)[1:3]), padding=VALID))
    m.output(m.multiply(b, m.activate("LOGISTIC", m.convolution(c, 9))))
    m.output(m.fully_connected(b, 4))
    m.output(m.add(b, a))
    m.output(m.mean(b, [1, 2], False))
    m.output(m.resize(b, (11, 15), half_pixel=True))
    m.output(m.concatenate([a, b], -1))
    m.output(m.concatenate([a, b], 0))
    m.output(m.transpose_convolution(b, (12, 14), 2, (3, 3), bias=True))
    m.output(m.transpose_convolution_bias(b, 2, (2, 2)))


def squeeze_and_excite(m, x, squeezed):
    _, height, width, channels = m.shape(x)
    pooled = m.average_pool(x, (height, width), (height, width), VALID)
    a = m.activate("RELU", m.fully_connected(pooled, squeezed, half=True))
    b = m.activate("LOGISTIC", m.fully_connected(a, channels, half=True))
    return m.multiply(x, b)


def bottleneck(m, x, expanded, channels, window, stride, squeezed=0):
    a = m.activate("HARD_SWISH", m.convolution(x, expanded, half=True))
    b = m.activate("HARD_SWISH", m.depthwise(a, window, stride, half=True))
    if squeezed:
        b = squeeze_and_excite(m, b, squeezed)
    c = m.convolution(b, channels, half=True)
    return m.add(c, x) if m.shape(c) == m.shape(x) else c


def segmentation_network(m, x):
    """The shape of MobileNetV3 with a decoder of upsampling, skips and a transposed convolution."""
    half_size = m.activate("HARD_SWISH", m.convolution(x, 8, (3, 3), (2, 2), half=True))
    quarter = bottleneck(m, half_size, 16, 12, (3, 3), (2, 2))
    eighth = bottleneck(m, quarter, 24, 16, (5, 5), (2, 2), squeezed=6)
    eighth = bottleneck(m, eighth, 32, 16, (5, 5), (1, 1), squeezed=8)
    pooled = m.activate("LOGISTIC", m.convolution(m.mean(eighth, [1, 2], True), 16, half=True))
    deep = m.multiply(m.convolution(eighth, 16, activation=RELU, half=True), pooled)
    up = m.resize(deep, tuple(m.shape(quarter)[1:3]), half_pixel=True)
    joined = m.convolution(m.concatenate([up, quarter], 3), 12, activation=RELU, half=True)
    up = m.resize(joined, tuple(m.shape(half_size)[1:3]), half_pixel=True)
    joined = m.concatenate([m.convolution(up, 8, half=True), half_size], 3)
    refined = m.depthwise(m.convolution(joined, 12, activation=RELU, half=True), (3, 3), half=True)
    refined = m.add(refined, m.convolution(joined, 12, half=True), RELU6)
    m.output(m.transpose_convolution_bias(refined, 2, (2, 2), half=True))


MODELS = [
    convolution, convolution_1x1, depthwise, fully_connected, broadcasting, activations,
    average_pool, mean, resize_bilinear, concatenation, dequantize_float16,
    convolution_transpose_bias, transpose_convolution, batch_of_two, segmentation_network,
] + family_models.MODELS


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for index, build in enumerate(MODELS):
        name = build.__name__
        model = Model(name, seed=index + 1)
        build(model, model.input(*INPUT_SHAPES.get(name, (1, 17, 23, 3))))
        path = folder / f"{name}.tflite"
        path.write_bytes(model.file())
        print(f"{path}: {path.stat().st_size} bytes")
    for index, build in enumerate(control_models.MODELS):
        path = folder / f"{build.__name__}.tflite"
        path.write_bytes(control_models.made(build, seed=101 + index))
        print(f"{path}: {path.stat().st_size} bytes")


main(pathlib.Path(sys.argv[1]))
