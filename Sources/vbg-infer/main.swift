import Commands

launch(VBGInfer.self)
