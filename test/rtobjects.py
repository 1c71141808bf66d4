#!/usr/bin/python3
"""RT plans, treatment records and an RT image with what PS3.3 requires of them
in type 1 and 2 of dates, machines and sources, and a report: rtobjects.py DIR
writes one of each into it, of one patient and study."""
import copy
import os
import sys
import warnings
import pydicom
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset

warnings.filterwarnings('ignore')
out = sys.argv[1]
os.makedirs(out, exist_ok=True)
base = pydicom.dcmread(get_testdata_file('rtplan.dcm'))
day = {'TreatmentDate': '20200102', 'TreatmentTime': '101500'}


def item(**values):
    d = Dataset()
    for k, v in values.items():
        setattr(d, k, v)
    return d


def machine():
    return [item(TreatmentMachineName='M', Manufacturer='X',
        InstitutionName='I', ManufacturerModelName='Y',
        DeviceSerialNumber='1')]


def points():
    return [item(ReferencedControlPointIndex=0, SpecifiedMeterset='1',
        TreatmentControlPointDate='20200102', DeliveredMeterset='1',
        TreatmentControlPointTime='101500')]


def source(**more):
    return [item(SourceNumber=1, SourceType='LINE', SourceIsotopeName='Ir',
        SourceIsotopeHalfLife='1', ReferenceAirKermaRate='1',
        SourceStrengthReferenceDate='20200102',
        SourceStrengthReferenceTime='101500', **more)]


plan = dict(RTPlanLabel='L', RTPlanDate='20200102', RTPlanTime='101500',
    RTPlanGeometry='TREATMENT_DEVICE')
objects = {
    '1': ('RTIMAGE', dict(RTImageLabel='L', RadiationMachineName='M',
        RTImagePlane='NORMAL', ConversionType='DF', PatientOrientation='',
        ContentDate='20200102', ContentTime='101500',
        ImageType=['ORIGINAL', 'PRIMARY', 'DRR'])),
    '4': ('RTRECORD', dict(day, TreatmentMachineSequence=machine(),
        TreatmentSessionBeamSequence=[
            item(ControlPointDeliverySequence=points())])),
    '5': ('RTPLAN', dict(plan, TreatmentMachineSequence=machine(),
        SourceSequence=source(), BeamSequence=[item(BeamNumber=1,
            BeamName='B', TreatmentMachineName='M')])),
    '6': ('RTRECORD', dict(day, TreatmentMachineSequence=machine(),
        RecordedSourceSequence=source(SourceSerialNumber='77'))),
    '7': ('RTRECORD', dict(FirstTreatmentDate='20200102',
        MostRecentTreatmentDate='20200103', FractionGroupSummarySequence=[
            item(FractionStatusSummarySequence=[item(
                ReferencedFractionNumber=1, **day)])])),
    '8': ('RTPLAN', dict(plan, IonBeamSequence=[item(BeamNumber=1,
        BeamName='B', TreatmentMachineName='M')])),
    '9': ('RTRECORD', dict(day, TreatmentMachineSequence=machine(),
        TreatmentSessionIonBeamSequence=[
            item(IonControlPointDeliverySequence=points())])),
}
for i, (modality, values) in objects.items():
    d = copy.deepcopy(base)
    for t in [t for t in d.keys() if t.group >= 0x3000]:
        del d[t]
    d.SOPClassUID = '1.2.840.10008.5.1.4.1.1.481.' + i
    d.SOPInstanceUID = '1.2.826.0.1.3680043.9.7777.9.' + i
    d.Modality = modality
    d.InstanceNumber = 1
    for k, v in values.items():
        setattr(d, k, v)
    d.file_meta.MediaStorageSOPClassUID = d.SOPClassUID
    d.file_meta.MediaStorageSOPInstanceUID = d.SOPInstanceUID
    d.save_as(os.path.join(out, i + '.dcm'))

report = pydicom.dcmread(get_testdata_file('reportsi.dcm'))
for k in ('PatientName', 'PatientID', 'PatientBirthDate', 'StudyInstanceUID'):
    setattr(report, k, base.get(k))
report.save_as(os.path.join(out, 'report.dcm'))
