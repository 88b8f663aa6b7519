import CommandSupport
import InferProgram

launch(VBGInfer.self)
