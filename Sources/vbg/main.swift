import Commands
import ConfigurationFile
import ImageFiles

servePictureReader()
ConfigurationReading.use(parseTOML)
launch(VBG.self, spelling: spelledForParser)
