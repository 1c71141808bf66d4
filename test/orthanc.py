#!/usr/bin/python3
"""orthanc.py PORT fetch STUDYUID DIR | count STUDYUID | delete STUDYUID
Asks an Orthanc on 127.0.0.1 by REST: fetches every instance of a study into
DIR/<SeriesInstanceUID>/<SOPInstanceUID>.dcm, counts or deletes them."""
import json, os, sys, urllib.request
port, what, study = sys.argv[1:4]

def call(path, data=None, method=None):
    req = urllib.request.Request('http://127.0.0.1:%s%s' % (port, path),
        data=None if data is None else json.dumps(data).encode(), method=method)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(req, timeout=60) as r:
        return r.read()

ids = json.loads(call('/tools/find', {'Level': 'Instance', 'Query': {'StudyInstanceUID': study}, 'Expand': False}))
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
    for s in json.loads(call('/tools/find', {'Level': 'Study', 'Query': {'StudyInstanceUID': study}, 'Expand': False})):
        call('/studies/%s' % s, method='DELETE')
