#include <sha2.h>
#include <stdint.h>
#include <sys/types.h>
