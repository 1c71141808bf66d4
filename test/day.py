#!/usr/bin/python3
"""Does any byte of these trees tell a day?

  day.py YYYY-MM-DD DIR...
      prints file and form for each, names of files included: as text, in
      UTF-16, as numbers, packed decimals, records, and seconds as text.
      Pixel data (7FE0,0010) and UIDs that are a UUID of version 8 (a keyed
      digest, 122 bits) are left out: anything stands there by chance.
"""
import datetime
import os
import re
import struct
import sys

TEXT = ('%Y%m%d', '%Y-%m-%d', '%Y.%m.%d', '%Y/%m/%d', '%Y:%m:%d', '%Y_%m_%d',
        '%d.%m.%Y', '%d/%m/%Y', '%m/%d/%Y', '%d-%m-%Y', '%d%m%Y', '%m%d%Y',
        '%d %b %Y', '%d-%b-%Y', '%b %d, %Y', '%B %d, %Y', '%d %B %Y',
        '%b %d %Y', '%d.%m.%y', '%m/%d/%y', '%d/%m/%y', '%y-%m-%d')


def forms(day):
    y, m, d = day.year, day.month, day.day
    out = set()
    for f in TEXT:
        for code in 'utf-8', 'utf-16-le', 'utf-16-be':
            out.add(day.strftime(f).lower().encode(code))
    for e in '<>':
        for form, v in (('I', [y * 10000 + m * 100 + d]), ('HBB', [y, m, d]),
                        ('3H', [y, m, d]), ('3I', [y, m, d]),
                        ('3i', [d, m - 1, y - 1900]),
                        ('d', [y * 10000 + m * 100 + d])):
            out.add(struct.pack(e + form, *v).lower())
    out.add(bytes.fromhex('%04d%02d%02d' % (y, m, d)).lower())
    return out


def body(data):
    at = data.find(b'\xe0\x7f\x10\x00OW') if data[128:132] == b'DICM' else -1
    return (data if at < 0 else data[:at]).lower()


def digest(m):
    """nothing for a UID of a UUID of version 8 (RFC 9562), others as they are"""
    n = int(m.group(1))
    return m.group() if n >> 128 or n >> 76 & 15 != 8 or n >> 62 & 3 != 2 \
        else b'2.25'


def main():
    day = datetime.date.fromisoformat(sys.argv[1])
    want = forms(day)
    epoch = (day - datetime.date(1970, 1, 1)).days * 86400
    for top in sys.argv[2:]:
        for where, _, names in os.walk(top):
            for name in names:
                data = body(open(os.path.join(where, name), 'rb').read())
                have = re.sub(rb'(?<![0-9.])2\.25\.([1-9]\d*)(?![0-9.]{2})',
                              digest, data + b'\0' + name.encode())
                for w in want:
                    if w in have:
                        print(name, w)
                for m in re.finditer(rb'\d{10}', have):
                    if -50400 <= int(m.group()) - epoch < 86400 + 50400:
                        print(name, 'seconds', m.group())


main()
