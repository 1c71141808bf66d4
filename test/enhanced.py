#!/usr/bin/python3
"""A classic series becomes an enhanced or legacy-converted one:

    enhanced.py STUDY [SOPCLASS [KIND]]
    enhanced.py struct IMAGE OUT        an RTSTRUCT with a box of 10 rows and
                                        20 columns on each of its frames

STUDY/DCM is replaced by one multi-frame object (PS3.3 C.7.6.16; default:
Legacy Converted Enhanced CT), its frames in another order than the slices,
and STUDY/Structure refers to its frames.  KIND: "concatenation", "placeless"
(a frame without a position), "two" (the same frames in two objects, half in
each), "noframes" (no frame numbers in the RTSTRUCT), "wrong" (each contour
names the next frame).
"""
import copy
import glob
import os
import sys
import warnings

import pydicom
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

warnings.filterwarnings('ignore')
MOVE = ('ImagePositionPatient', 'ImageOrientationPatient', 'PixelSpacing',
        'SliceThickness', 'RescaleIntercept', 'RescaleSlope', 'RescaleType',
        'WindowCenter', 'WindowWidth', 'SliceLocation', 'InstanceNumber')


def item(**kw):
    d = Dataset()
    for k, v in kw.items():
        setattr(d, k, v)
    return Sequence([d])


def enhance(images, sop, sop_class, kind):
    out = copy.deepcopy(images[0])
    for k in MOVE:
        if k in out:
            del out[k]
    out.SOPClassUID = out.file_meta.MediaStorageSOPClassUID = sop_class
    out.SOPInstanceUID = out.file_meta.MediaStorageSOPInstanceUID = sop
    out.NumberOfFrames = len(images)
    out.InstanceNumber = 1
    one = images[0]
    shared = Dataset()
    shared.PlaneOrientationSequence = item(
        ImageOrientationPatient=one.ImageOrientationPatient)
    shared.PixelMeasuresSequence = item(
        PixelSpacing=one.PixelSpacing, SliceThickness=one.SliceThickness)
    shared.FrameVOILUTSequence = item(
        WindowCenter=one.get('WindowCenter', 40),
        WindowWidth=one.get('WindowWidth', 400))
    shared.PixelValueTransformationSequence = item(
        RescaleIntercept=one.get('RescaleIntercept', 0),
        RescaleSlope=one.get('RescaleSlope', 1), RescaleType='US')
    out.SharedFunctionalGroupsSequence = Sequence([shared])
    frames = []
    for i, image in enumerate(images):
        f = Dataset()
        f.FrameContentSequence = item(StackID='1',
                                      InStackPositionNumber=i + 1)
        f.PlanePositionSequence = item(
            ImagePositionPatient=image.ImagePositionPatient)
        frames.append(f)
    if kind == 'placeless':
        del frames[1].PlanePositionSequence
    out.PerFrameFunctionalGroupsSequence = Sequence(frames)
    out.PixelData = b''.join(i.PixelData for i in images)
    if kind == 'concatenation':
        out.ConcatenationUID = sop + '.1'
    return out


def main(study, sop_class='1.2.840.10008.5.1.4.1.1.2.2', kind=''):
    files = sorted(glob.glob(study + '/DCM/*'))
    images = [pydicom.dcmread(f) for f in files]    # by UID: no order
    for f in files:
        os.remove(f)
    parts = [images]
    if kind == 'two':
        parts = [images[::2], images[1::2]]
    where = {}
    for n, part in enumerate(parts):
        sop = '2.25.%d' % (4711 + n)
        for i, image in enumerate(part):
            where[str(image.SOPInstanceUID)] = (sop, i + 1, len(part))
        enhance(part, sop, sop_class, kind).save_as(
            '%s/DCM/%s.dcm' % (study, sop))
    for f in glob.glob(study + '/Structure/*'):
        rt = pydicom.dcmread(f)
        for r in rt.ROIContourSequence:
            for c in r.get('ContourSequence', []):
                for i in c.get('ContourImageSequence', []):
                    sop, number, n = where[str(i.ReferencedSOPInstanceUID)]
                    i.ReferencedSOPClassUID = sop_class
                    i.ReferencedSOPInstanceUID = sop
                    if kind == 'wrong':
                        number = number % n + 1
                    if kind != 'noframes':
                        i.ReferencedFrameNumber = number
        for s in rt.ReferencedFrameOfReferenceSequence[
                0].RTReferencedStudySequence[0].RTReferencedSeriesSequence:
            seen = Sequence()
            for sop in sorted({w[0] for w in where.values()}):
                seen.append(item(ReferencedSOPClassUID=sop_class,
                                 ReferencedSOPInstanceUID=sop)[0])
            s.ContourImageSequence = seen
        rt.save_as(f)


def struct(image, path):
    d = pydicom.dcmread(image)
    shared = d.SharedFunctionalGroupsSequence[0]
    iop = [float(v) for v in
           shared.PlaneOrientationSequence[0].ImageOrientationPatient]
    dr, dc = [float(v) for v in shared.PixelMeasuresSequence[0].PixelSpacing]
    rt = Dataset()
    for k in ('PatientName', 'PatientID', 'StudyInstanceUID',
              'FrameOfReferenceUID'):
        setattr(rt, k, d.get(k, ''))
    rt.SOPClassUID = '1.2.840.10008.5.1.4.1.1.481.3'
    rt.SOPInstanceUID, rt.SeriesInstanceUID = '2.25.17', '2.25.18'
    rt.Modality = 'RTSTRUCT'
    rt.StructureSetROISequence = item(
        ROINumber=1, ROIName='Box', ROIGenerationAlgorithm='MANUAL',
        ReferencedFrameOfReferenceUID=d.FrameOfReferenceUID)
    contours = Sequence()
    for n, f in enumerate(d.PerFrameFunctionalGroupsSequence):
        o = [float(v) for v in
             f.PlanePositionSequence[0].ImagePositionPatient]
        mm = []
        for r, c in ((9.5, 29.5), (9.5, 49.5), (19.5, 49.5), (19.5, 29.5)):
            mm += ['%.6g' % (o[k] + c * dc * iop[k] + r * dr * iop[k + 3])
                   for k in range(3)]
        contours.append(item(
            ContourGeometricType='CLOSED_PLANAR', NumberOfContourPoints=4,
            ContourData=mm, ContourImageSequence=item(
                ReferencedSOPClassUID=d.SOPClassUID,
                ReferencedSOPInstanceUID=d.SOPInstanceUID,
                ReferencedFrameNumber=n + 1))[0])
    rt.ROIContourSequence = item(ReferencedROINumber=1,
                                 ContourSequence=contours)
    rt.file_meta = pydicom.dataset.FileMetaDataset()
    rt.file_meta.MediaStorageSOPClassUID = rt.SOPClassUID
    rt.file_meta.MediaStorageSOPInstanceUID = rt.SOPInstanceUID
    rt.file_meta.TransferSyntaxUID = pydicom.uid.ExplicitVRLittleEndian
    rt.is_little_endian, rt.is_implicit_VR = True, False
    rt.save_as(path, write_like_original=False)


if sys.argv[1] == 'struct':
    struct(*sys.argv[2:])
else:
    main(*sys.argv[1:])
