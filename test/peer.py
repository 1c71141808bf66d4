#!/usr/bin/env python3
"""A peer made of bytes, for tests of netrt-receive.

peer.py offer PORT [-t TS,TS...] CLASS...
    Associate with one context for each class; print the transfer syntax that
    was accepted for each, or the result of the refusal.
peer.py say PORT FILE
    Associate for the object, then say the bytes of FILE, and hear.
peer.py cut PORT OBJECT close|abort|stall
    One association for each byte count that is a boundary of a PDU, one less
    or one more: say so many bytes, then hang up, abort (at boundaries), or
    say nothing.  All at once, each with an instance of its own.
peer.py kill PORT OBJECT PID storescp|session
    The same, one after the other; then KILL of the process that serves it.
peer.py slow PORT OBJECT BYTES
    Say so many bytes, then one byte a second until it is ended.
peer.py tap PORT DIR
    Listen on a free port, printed first, and relay to PORT; the data sets
    that pass are written to DIR/<n>.
peer.py many PORT OBJECT ASSOCIATIONS OBJECTS
    So many associations at once, all open before the first object is sent,
    with so many objects each; print how often each answer was heard.
peer.py packed PORT OBJECT OBJECTS PDVS
    So many objects, each in a command and so many PDVs, all in one PDU; print
    how often each answer was heard.
peer.py spread PORT OBJECT STUDY STUDIES
    One association; the object in each of so many studies, of which the UIDs
    are made of STUDY (ends in 000000); print how often each answer was heard,
    wait for a line, and release.
peer.py short PORT ASSOCIATIONS
    So many short associations, four at once: C-ECHO and release, A-ABORT, a
    called AE title that is refused, a peer that hangs up; print how often
    each answer was heard.
peer.py again PORT ASSOCIATIONS release|abort|close
    So many associations, each as soon as the one before was released, aborted
    or closed; print how often each answer was heard.
peer.py odd PORT OBJECT MAX [HEX]
    Send the object, with these bytes before its data set; print its status,
    and whether a PDU was longer than MAX, which is what we say we can take.
peer.py made WORKING OBJECT
    Print how many objects of "many" or "packed" are below WORKING, each as it
    was sent.
peer.py kept WORKING FILE...
    Print each FILE (of DICOM, or a data set) of which the data set is not
    among those below WORKING, bit by bit.

cut and kill print, for each, "<bytes said> <all?> <instance> <words heard>".
OBJECT has an instance UID that ends in 000 (many, packed, spread: 000000), of
which the count is made.
"""
import os
import re
import signal
import socket
import struct
import subprocess
import sys
import threading

LE = '1.2.840.10008.1.2.1'
ABORT = b'\x07\0\0\0\0\x04\0\0\0\0'
LOCK = threading.Lock()
RELEASE = b'\x05\0\0\0\0\x04\0\0\0\0'


def item(kind, value):
    return struct.pack('>BBH', kind, 0, len(value)) + value


def request(contexts, called='NETRT', max_pdu=16384):
    """contexts: [(class, [transfer syntax])]"""
    body = struct.pack('>HH16s16s32x', 1, 0, called.encode().ljust(16),
                       b'PEER'.ljust(16))
    body += item(0x10, b'1.2.840.10008.3.1.1.1')
    for i, (uid, syntaxes) in enumerate(contexts):
        body += item(0x20, bytes([2 * i + 1, 0, 0, 0]) +
                     item(0x30, uid.encode()) +
                     b''.join(item(0x40, t.encode()) for t in syntaxes))
    body += item(0x50, item(0x51, struct.pack('>I', max_pdu)) +
                 item(0x52, b'2.25.1'))
    return struct.pack('>BBI', 1, 0, len(body)) + body


def pdata(bits, value, context=1):
    return struct.pack('>BBIIBB', 4, 0, len(value) + 6, len(value) + 2,
                       context, bits) + value


def element(el, value):
    return struct.pack('<HHI', 0, el, len(value)) + value


def even(text):
    return text + b'\0' * (len(text) % 2)


def store(uid, instance):
    e = (element(2, even(uid)) + element(0x100, b'\x01\0') +
         element(0x110, b'\x01\0') + element(0x700, b'\0\0') +
         element(0x800, b'\0\0') + element(0x1000, even(instance)))
    return pdata(3, element(0, struct.pack('<I', len(e))) + e)


def elements(meta):
    """Of group 0002, as {element: value}."""
    at, found = 0, {}
    while meta[at:at + 2] == b'\x02\0':
        el, vr, n = struct.unpack_from('<2xH2sH', meta, at)
        head = 8
        if vr in (b'OB', b'UN'):
            n, head = struct.unpack_from('<I', meta, at + 8)[0], 12
        found[el] = meta[at + head:at + head + n].rstrip(b'\0 ')
        at += head + n
    return found, at


def load(path):
    """The class, the instance, the transfer syntax and the data set."""
    whole = open(path, 'rb').read()
    found, n = elements(whole[132:])
    return found[2], found[3], found[0x10], whole[132 + n:]


def stream(path, number, fragment=2000):
    """The instance, and what is said for it, as PDUs."""
    uid, instance, syntax, data = load(path)
    new = re.sub(rb'000$', b'%03d' % number, instance)
    data = data.replace(instance, new)
    pdus = [request([(uid.decode(), [syntax.decode()])]), store(uid, new)]
    for at in range(0, len(data), fragment):
        part = data[at:at + fragment]
        pdus.append(pdata(2 if at + fragment >= len(data) else 0, part))
    return new.decode(), pdus


def cuts(pdus, around=True):
    """Every boundary, one less, one more; and how much is all of it."""
    at, all_of_it = 0, sum(map(len, pdus))
    found = {1} if around else set()
    for p in pdus:
        at += len(p)
        found |= {at - 1, at, at + 1} if around else {at}
    return sorted(found), all_of_it


def dial(port):
    s = socket.create_connection(('127.0.0.1', port), timeout=60)
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return s


def take(s, n):
    p = b''
    while len(p) < n:
        more = s.recv(n - len(p))
        if not more:
            raise EOFError
        p += more
    return p


def hear(s):
    """The next PDU, as a word and its body."""
    try:
        kind, n = struct.unpack('>BxI', take(s, 6))
        body = take(s, n)
    except (OSError, EOFError):
        return 'closed', b''
    if kind == 4:
        at = body.find(b'\0\0\0\x09\x02\0\0\0')
        return 'status-%04X' % struct.unpack_from('<H', body, at + 8), body
    if kind in (3, 7):
        return {3: 'rejected', 7: 'aborted'}[kind] + \
            '-%d-%d' % (body[2], body[3]), body
    return {2: 'accepted', 5: 'release', 6: 'released'}[kind], body


def hear_all(s):
    words = []
    while not words or words[-1] != 'closed':
        words.append(hear(s)[0])
        if words[-1].startswith('aborted'):
            s.close()
            return words
    return words[:-1]


def say(s, p):
    """False: nobody listens any more."""
    try:
        s.sendall(p)
    except OSError:
        return False
    return True


def begin(port, pdus, n):
    """Say n bytes; the words heard so far."""
    s = dial(port)
    whole = b''.join(pdus) + RELEASE
    words = []
    if n > len(pdus[0]):
        say(s, whole[:len(pdus[0])])
        words.append(hear(s)[0])
        say(s, whole[len(pdus[0]):n])
    else:
        say(s, whole[:n])
    return s, words


# ---- what it does

def offer(port, *args):
    syntaxes = [LE]
    if args[0] == '-t':
        syntaxes = args[1].split(',')
        args = args[2:]
    s = dial(port)
    say(s, request([(c, syntaxes) for c in args]))
    word, body = hear(s)
    print(word)
    at = 68
    while word == 'accepted' and at < len(body):
        kind, n = struct.unpack_from('>BxH', body, at)
        if kind == 0x21:
            result = body[at + 6]
            print(result if result else body[at + 12:at + 4 + n].decode())
        at += 4 + n
    say(s, RELEASE)
    hear_all(s)


def say_file(port, path):
    s = dial(port)
    say(s, request([('1.2.840.10008.5.1.4.1.1.2', [LE])]))
    words = [hear(s)[0]]
    say(s, open(path, 'rb').read())
    print(*words + hear_all(s))


def cut_one(port, path, how, number, n, lines):
    instance, pdus = stream(path, number)
    s, words = begin(port, pdus, n)
    if how == 'abort':
        say(s, ABORT)
    if how != 'stall':
        s.shutdown(socket.SHUT_WR)
    words += hear_all(s)
    lines[number] = (n, cuts(pdus)[1] <= n, instance, *words)


def cut(port, path, how):
    lines = {}
    threads = [threading.Thread(target=cut_one, args=(
        port, path, how, i, n, lines))
        for i, n in enumerate(cuts(stream(path, 0)[1], how != 'abort')[0])]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    for i in sorted(lines):
        print(*lines[i])


def children(pid):
    out = subprocess.run(['pgrep', '-P', str(pid)], stdout=subprocess.PIPE,
                         check=False).stdout
    return [int(p) for p in out.split()]


def asleep(pid):
    try:
        return open('/proc/%d/stat' % pid).read().rsplit(')', 1)[1][1] in 'SZ'
    except OSError:
        return True


def unread(s):
    """Bytes of ours that the other side's process has not read yet."""
    here = '%04X' % s.getsockname()[1]
    for line in open('/proc/net/tcp'):
        f = line.split()
        if f[2].endswith(':' + here):
            return int(f[4].split(':')[1], 16)
    return 0


def victim(s, parent, who, begun):
    """The process that serves us, when all that we said has reached it; 0
    when there is none any more."""
    while True:
        session = children(parent)
        if not session and begun:
            return 0
        if not session:
            continue
        scp = children(session[0])
        if unread(s) == 0 and all(map(asleep, session + scp)):
            return session[0] if who == 'session' else scp[0] if scp else 0


def kill(port, path, parent, who):
    for i, n in enumerate(cuts(stream(path, 0)[1])[0]):
        while children(int(parent)):
            pass
        instance, pdus = stream(path, i)
        s, words = begin(port, pdus, n)
        pid = victim(s, int(parent), who, words != [])
        if pid:
            os.kill(pid, signal.SIGKILL)
        else:	# there is no storescp yet, or all is over
            s.shutdown(socket.SHUT_WR)
        words += hear_all(s)
        print(n, cuts(pdus)[1] <= n, instance, *words, flush=True)


def slow(port, path, n):
    _, pdus = stream(path, 0)
    s, words = begin(port, pdus, int(n))
    rest = b''.join(pdus)[int(n):]
    heard = []
    t = threading.Thread(target=lambda: heard.extend(hear_all(s)))
    t.start()
    for i in range(len(rest)):
        t.join(1)
        if not t.is_alive() or not say(s, rest[i:i + 1]):
            break
    t.join()
    print(*words + heard)


def write_objects(said, directory):
    """The data sets in what a peer said."""
    at, data = 0, b''
    while at + 6 <= len(said):
        kind, n = struct.unpack_from('>BxI', said, at)
        at += 6
        end = at + n
        while kind == 4 and at + 6 <= end:
            n, _, bits = struct.unpack_from('>IBB', said, at)
            if not bits & 1:
                data += said[at + 6:at + 4 + n]
            at += 4 + n
            if bits & 3 != 2:
                continue
            with LOCK:
                name = os.path.join(directory,
                                    '%d' % len(os.listdir(directory)))
                with open(name, 'xb') as f:
                    f.write(data)
            data = b''
        at = end


def pump(src, dst, keep):
    while True:
        try:
            p = src.recv(1 << 16)
        except OSError:
            p = b''
        if not p:
            break
        keep.append(p)
        say(dst, p)
    try:
        dst.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def serve(client, port, directory):
    server = dial(port)
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    said = []
    down = threading.Thread(target=pump, args=(server, client, []))
    down.start()
    pump(client, server, said)
    # before the peer sees the end
    write_objects(b''.join(said), directory)
    down.join()
    client.close()
    server.close()


def tap(port, directory):
    listener = socket.create_server(('127.0.0.1', 0), backlog=64)
    print(listener.getsockname()[1], flush=True)
    while True:
        client, _ = listener.accept()
        threading.Thread(target=serve, args=(client, port, directory),
                         daemon=True).start()


def tell(words):
    for w in sorted(set(words)):
        print(words.count(w), w)


def at_once(n, work):
    """Threads 0 to n - 1; what they heard."""
    words = []
    threads = [threading.Thread(target=work, args=(i, words))
               for i in range(n)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    return words


def numbered(instance, number):
    return re.sub(rb'0{6}$', b'%06d' % number, instance)


def many(port, path, associations, objects):
    uid, instance, syntax, data = load(path)
    n = int(objects)
    ready = threading.Barrier(int(associations))

    def work(i, words):
        s = dial(port)
        say(s, request([(uid.decode(), [syntax.decode()])]))
        words.append(hear(s)[0])
        ready.wait()
        for k in range(i * n, i * n + n):
            new = numbered(instance, k)
            say(s, store(uid, new) + pdata(2, data.replace(instance, new)))
            words.append(hear(s)[0])
        say(s, RELEASE)
        words.append(hear(s)[0])
        s.close()

    tell(at_once(int(associations), work))


def packed(port, path, objects, pdvs):
    uid, instance, syntax, data = load(path)
    pdus = []
    for k in range(int(objects)):
        new = numbered(instance, k)
        whole, n = data.replace(instance, new), int(pdvs)
        size = len(whole) // n // 2 * 2
        pdus.append(store(uid, new))
        pdus += [pdata(0, whole[i * size:i * size + size])
                 for i in range(n - 1)]
        pdus.append(pdata(2, whole[n * size - size:]))
    body = b''.join(p[6:] for p in pdus)
    s = dial(port)
    say(s, request([(uid.decode(), [syntax.decode()])]))
    words = [hear(s)[0]]
    say(s, struct.pack('>BBI', 4, 0, len(body)) + body)
    words += [hear(s)[0] for _ in range(int(objects))]
    say(s, RELEASE)
    tell(words + [hear(s)[0]])


def spread(port, path, study, studies):
    uid, instance, syntax, data = load(path)
    s = dial(port)
    say(s, request([(uid.decode(), [syntax.decode()])]))
    words = [hear(s)[0]]
    for k in range(int(studies)):
        new = numbered(instance, k)
        whole = data.replace(instance, new).replace(
            study.encode(), numbered(study.encode(), k))
        say(s, store(uid, new) + pdata(2, whole))
        words.append(hear(s)[0])
    tell(words)
    print('waiting', flush=True)
    sys.stdin.readline()
    say(s, RELEASE)
    print(hear(s)[0])


def made(working, path):
    _, instance, _, data = load(path)
    names = [os.path.join(d, f) for d, _, files in os.walk(working)
             if '/UID_' in d for f in files if f.endswith('.dcm')]
    print(sum(load(f)[3] == data.replace(
        instance, numbered(instance, int(f[-10:-4]))) for f in names))


def short(port, associations):
    echo = (element(2, even(b'1.2.840.10008.1.1')) +
            element(0x100, b'\x30\0') + element(0x110, b'\x01\0') +
            element(0x800, b'\x01\x01'))
    echo = pdata(3, element(0, struct.pack('<I', len(echo))) + echo)

    def work(i, words):
        for k in range(i, int(associations), 4):
            s = dial(port)
            how = k % 8
            say(s, request([('1.2.840.10008.1.1', [LE])],
                           'NOBODY' if how == 3 else 'NETRT'))
            words.append(hear(s)[0])
            if how == 1:
                say(s, ABORT)
            if how in (1, 2, 3):
                s.close()
                continue
            say(s, echo)
            words.append(hear(s)[0])
            say(s, RELEASE)
            words.append(hear(s)[0])
            s.close()

    tell(at_once(4, work))


def again(port, associations, how):
    words = []
    for _ in range(int(associations)):
        s = dial(port)
        say(s, request([('1.2.840.10008.1.1', [LE])]))
        words.append(hear(s)[0])
        if how == 'abort':
            say(s, ABORT)
        if how == 'release' and words[-1] == 'accepted':
            say(s, RELEASE)
            words.append(hear(s)[0])
        s.close()
    tell(words)


def odd(port, path, max_pdu, before=''):
    uid, instance, syntax, data = load(path)
    s = dial(port)
    say(s, request([(uid.decode(), [syntax.decode()])], max_pdu=int(max_pdu)))
    print(hear(s)[0])
    data = bytes.fromhex(before) + data
    say(s, store(uid, instance) + pdata(2, data))
    kind, bits, whole, longest = 4, 0, b'', 0
    while kind == 4 and bits & 2 == 0:
        kind, n = struct.unpack('>BxI', take(s, 6))
        body = take(s, n)
        longest = max(longest, n)
        bits = body[5] if kind == 4 else 0
        whole += body[6:]
    at = whole.find(b'\0\0\0\x09\x02\0\0\0')
    print('status-%04X' % struct.unpack_from('<H', whole, at + 8)
          if kind == 4 else 'aborted')
    print('short' if longest <= int(max_pdu) else 'long')
    say(s, RELEASE)
    print(hear(s)[0])


def data_set(path):
    """Sent, a deflated one of an odd length gets a byte (PS3.5 A.5)."""
    whole = open(path, 'rb').read()
    data = load(path)[3] if whole[128:132] == b'DICM' else whole
    return data + b'\0' * (len(data) % 2)


def kept(working, *paths):
    there = {data_set(os.path.join(d, f))
             for d, _, files in os.walk(working) if '/UID_' in d
             for f in files if f.endswith('.dcm')}
    for p in paths:
        if data_set(p) not in there:
            print(os.path.basename(p))


def main():
    if sys.argv[1] in ('kept', 'made'):
        {'kept': kept, 'made': made}[sys.argv[1]](*sys.argv[2:])
        return
    what, port = sys.argv[1], int(sys.argv[2])
    {'offer': offer, 'say': say_file, 'cut': cut, 'kill': kill,
     'slow': slow, 'tap': tap,
     'many': many, 'packed': packed,
     'spread': spread, 'short': short, 'again': again,
     'odd': odd}[what](port, *sys.argv[3:])


if __name__ == '__main__':
    main()
