#ifndef CVIDEO4LINUX_SHIM_H
#define CVIDEO4LINUX_SHIM_H

// Video4Linux2 by libv4l2: what Swift can't import, which is variadic functions and macros that
// compute. Nothing is decided here.

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/ioctl.h>

#include <libv4l2.h>
#include <linux/videodev2.h>

static const unsigned long CVIDEO_QUERYCAP = VIDIOC_QUERYCAP;
static const unsigned long CVIDEO_ENUM_FMT = VIDIOC_ENUM_FMT;
static const unsigned long CVIDEO_ENUM_FRAMESIZES = VIDIOC_ENUM_FRAMESIZES;
static const unsigned long CVIDEO_ENUM_FRAMEINTERVALS = VIDIOC_ENUM_FRAMEINTERVALS;
static const unsigned long CVIDEO_G_FMT = VIDIOC_G_FMT;
static const unsigned long CVIDEO_S_FMT = VIDIOC_S_FMT;
static const unsigned long CVIDEO_TRY_FMT = VIDIOC_TRY_FMT;
static const unsigned long CVIDEO_G_PARM = VIDIOC_G_PARM;
static const unsigned long CVIDEO_S_PARM = VIDIOC_S_PARM;
static const unsigned long CVIDEO_REQBUFS = VIDIOC_REQBUFS;
static const unsigned long CVIDEO_QUERYBUF = VIDIOC_QUERYBUF;
static const unsigned long CVIDEO_QBUF = VIDIOC_QBUF;
static const unsigned long CVIDEO_DQBUF = VIDIOC_DQBUF;
static const unsigned long CVIDEO_STREAMON = VIDIOC_STREAMON;
static const unsigned long CVIDEO_STREAMOFF = VIDIOC_STREAMOFF;
static const unsigned long CVIDEO_SUBSCRIBE_EVENT = VIDIOC_SUBSCRIBE_EVENT;
static const unsigned long CVIDEO_DQEVENT = VIDIOC_DQEVENT;
static const unsigned long CVIDEO_QUERYCTRL = VIDIOC_QUERYCTRL;
static const unsigned long CVIDEO_QUERYMENU = VIDIOC_QUERYMENU;
static const unsigned long CVIDEO_G_CTRL = VIDIOC_G_CTRL;
static const unsigned long CVIDEO_S_CTRL = VIDIOC_S_CTRL;

/// Opens a device node for reading and writing without blocking, and lends it to libv4l2 with its
/// format conversion switched off (plug-ins for devices of several planes still work). A node that
/// libv4l2 doesn't take stays open, and its calls go straight to the kernel; one that is no video
/// device is not shown to it, as its plug-ins would complain on standard error. -1 sets errno.
static inline int cvideo_open(const char *path) {
  struct v4l2_capability capability;
  int descriptor = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  if (descriptor >= 0 && ioctl(descriptor, VIDIOC_QUERYCAP, &capability) == 0) {
    v4l2_fd_open(descriptor, V4L2_DISABLE_CONVERSION);
  }
  return descriptor;
}

/// `v4l2_ioctl` with its one argument; 0, or the error number.
static inline int cvideo_control(int descriptor, unsigned long request, void *argument) {
  return v4l2_ioctl(descriptor, request, argument) < 0 ? errno : 0;
}

/// Where libv4l2 writes what it finds strange; standard error unless set.
static inline void cvideo_set_log(FILE *file) { v4l2_log_file = file; }

#endif
