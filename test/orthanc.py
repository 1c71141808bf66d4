#!/usr/bin/python3
"""orthanc.py PORT fetch STUDYUID DIR | count STUDYUID | delete STUDYUID |
    lose SOPUID | upload FILE... | store MODALITY STUDYUID | echo MODALITY
Asks an Orthanc on 127.0.0.1 by REST: fetches every instance of a study into
DIR/<SeriesInstanceUID>/<SOPInstanceUID>.dcm, counts or deletes them, deletes
one instance; gives it files; lets it send a study, or C-ECHO, to a peer that
it knows."""
import json, os, sys, urllib.request
port, what, study = sys.argv[1:4]

def call(path, data=None, method=None):
    if data is not None and not isinstance(data, bytes):
        data = json.dumps(data).encode()
    req = urllib.request.Request('http://127.0.0.1:%s%s' % (port, path),
        data=data, method=method)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(req, timeout=60) as r:
        return r.read()

def find(level, tag, uid):
    return json.loads(call('/tools/find', {'Level': level, 'Query': {tag: uid}, 'Expand': False}))

if what in ('count', 'fetch'):
    ids = find('Instance', 'StudyInstanceUID', study)
if what == 'count':
    print(len(ids))
elif what == 'fetch':
    for i in ids:
        t = json.loads(call('/instances/%s/simplified-tags' % i))
        d = os.path.join(sys.argv[4], t['SeriesInstanceUID'])
        os.makedirs(d, exist_ok=True)
        with open(os.path.join(d, t['SOPInstanceUID'] + '.dcm'), 'wb') as f:
            f.write(call('/instances/%s/file' % i))
    print(len(ids))
elif what == 'delete':
    for s in find('Study', 'StudyInstanceUID', study):
        call('/studies/%s' % s, method='DELETE')
elif what == 'lose':
    for i in find('Instance', 'SOPInstanceUID', study):
        call('/instances/%s' % i, method='DELETE')
elif what == 'upload':
    for path in sys.argv[3:]:
        with open(path, 'rb') as f:
            call('/instances', f.read())
elif what == 'store':
    call('/modalities/%s/store' % study, find('Study', 'StudyInstanceUID', sys.argv[4]))
elif what == 'echo':
    call('/modalities/%s/echo' % study, {})
