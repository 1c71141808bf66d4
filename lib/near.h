/* How far a misspelt name is from a right one.  Pure. */
#ifndef NETRT_NEAR_H
#define NETRT_NEAR_H

#ifdef __cplusplus
extern "C" {
#endif

/* The edit distance of two names; long ones are far from everything. */
unsigned netrt_near_distance(const char *a, const char *b);

#ifdef __cplusplus
}
#endif

#endif
