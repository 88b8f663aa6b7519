#ifndef VBG_CSTUDIOPAGE_H
#define VBG_CSTUDIOPAGE_H

#include <stddef.h>

/// A file of the studio's page.
struct StudioPageFile {
  /// The path under which browsers ask for it.
  const char *path;
  /// Its media type.
  const char *type;
  const unsigned char *bytes;
  size_t count;
};

/// All files of the page.
const struct StudioPageFile *studioFiles(void);
size_t studioFileCount(void);

#endif
