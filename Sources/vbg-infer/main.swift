import CommandSupport
import ImageFiles
import InferProgram

servePictureReader()
launch(VBGInfer.self)
