/* The version of netrt, as --version and (0002,0013) say it. */
#ifndef NETRT_VERSION_H
#define NETRT_VERSION_H

#define NETRT_VERSION	"0.1.0"

#endif
