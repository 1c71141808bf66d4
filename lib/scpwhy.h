/*
 * Why storescp gave an association up, out of its log.
 *
 * The log can quote what the peer sent, so nothing is taken from it but
 * texts that are known to hold no value of an attribute.
 */
#ifndef NETRT_SCPWHY_H
#define NETRT_SCPWHY_H

#define NETRT_SCPWHY_LEN	160

/* "DIMSE: Odd Fragment Length: 333".  For a text that is not known the number
 * of DCMTK's condition, "condition 0006:020d"; "no reason in its log" when
 * none is there. */
void netrt_scpwhy_find(const char *log, char why[NETRT_SCPWHY_LEN]);

#endif
