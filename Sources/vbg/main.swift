import Commands
import ConfigurationFile

ConfigurationReading.use(parseTOML)
launch(VBG.self, spelling: spelledForParser)
