/*
 * DICOM's data dictionary, as much of it as a program of DCMTK needs that
 * only moves objects: the command elements, the meta information, and what
 * names an object.  To read the 5,000 entries of the whole one takes each
 * such process 10 ms of its about 20 ms, for each association.
 *
 * The text is for a file that DCMDICTPATH names.  An element that it does not
 * have is UN when the transfer syntax is implicit; it is passed on as it is.
 * With an explicit one the VR comes from the object.
 */
#ifndef NETRT_DICTIONARY_H
#define NETRT_DICTIONARY_H

extern const char netrt_dictionary[];

#endif
