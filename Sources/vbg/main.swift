import Commands

launch(VBG.self)
