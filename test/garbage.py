#!/usr/bin/env python3
"""garbage.py PORT OBJECT: wrong requests, and wrong bytes inside of
associations, all at once.  Prints "<what>: <words heard>" for each."""
import random
import socket
import struct
import sys

from peer import (LE, at_once, dial, element, even, hear, hear_all, item,
                  load, pdata, request, say, store)

CT = '1.2.840.10008.5.1.4.1.1.2'
GOOD = request([(CT, [LE])])


def resized(rq):
    return rq[:2] + struct.pack('>I', len(rq) - 6) + rq[6:]


def fixed(contexts=b'', user=b''):
    return resized(GOOD[:74] + item(0x10, b'1.2.840.10008.3.1.1.1') +
                   contexts + user)


def context(*items):
    return item(0x20, b'\x01\0\0\0' + b''.join(items))


def user_items():
    """What storescp would not answer: it waits for the peer to hang up."""
    return {
        'a maximum length of two bytes': item(0x51, b'\0\1'),
        'an implementation class of 65 characters': item(0x52, b'1' * 65),
        'an implementation version of 1000': item(0x55, b'x' * 1000),
        'a role of nothing': item(0x54, b''),
        'a role that is cut off': item(0x54, b'\0\x051.2\1\0'),
        'an extended negotiation of a byte': item(0x56, b'\0'),
        'an extended negotiation that is cut off':
            item(0x56, b'\3\x841.2'),
        'a user identity of nothing': item(0x58, b''),
        'a user identity that is cut off':
            item(0x58, b'\1\1\1\x90fred\0\0'),
        'a user identity without its second part':
            item(0x58, b'\1\1\0\4fred'),
        'a user identity with more behind it':
            item(0x58, b'\1\1\0\4fred\0\0zz'),
        'an answer to a user identity': item(0x59, b'\0\3abc'),
    }


def requests():
    user = item(0x50, item(0x51, struct.pack('>I', 16384)))
    abstract, syntax = item(0x30, CT.encode()), item(0x40, LE.encode())
    good = context(abstract, syntax)
    wrong = {k: fixed(good, item(0x50, v)) for k, v in user_items().items()}
    return wrong | {
        'no context': fixed(user=user),
        'a context of nothing': fixed(item(0x20, b''), user),
        'a context of one byte': fixed(item(0x20, b'\1'), user),
        'a context without a syntax': fixed(context(abstract), user),
        'a context that is cut off':
            fixed(good[:2] + struct.pack('>H', 200) + good[4:]),
        'a syntax that is cut off':
            fixed(context(abstract, b'\x40\0\0\xff1.2'), user),
        'a class of 65 characters':
            fixed(context(item(0x30, b'1.' * 32 + b'1'), syntax), user),
        '129 contexts': fixed(good * 129, user),
        'user information that is cut off':
            fixed(good, item(0x50, b'\x51\0\0\x09' + b'abcd')),
        'an item that is cut off': resized(GOOD + b'\x50\0\xff\xff'),
        'a length that is too short':
            GOOD[:2] + struct.pack('>I', 67) + GOOD[6:],
        'a length of 64 KiB and one':
            GOOD[:2] + struct.pack('>I', 65537) + GOOD[6:],
        'a length of 4 GiB': GOOD[:2] + b'\xff\xff\xff\0' + GOOD[6:],
        'a P-DATA first': pdata(3, b'abcd'),
        'an A-ASSOCIATE-AC': b'\x02' + GOOD[1:],
        'HTTP': b'GET / HTTP/1.1\r\nHost: a\r\n\r\n' + b' ' * 100,
        'TLS': b'\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03' + b'\7' * 520,
        'zeros': b'\0' * 1000,
    }


def command(*elements):
    e = b''.join(elements)
    return pdata(3, element(0, struct.pack('<I', len(e))) + e)


def rq(field, data=b'\0\0', more=b''):
    return command(element(2, even(CT.encode())), element(0x100, field),
                   element(0x110, b'\1\0'), element(0x800, data), more)


def pieces(instance):
    good = store(CT.encode(), instance)
    noise = random.Random(5)
    found = {
        'a PDU of type 99': b'\x63\0\0\0\0\4abcd',
        'a second request': GOOD,
        'a P-DATA of nothing': b'\4\0\0\0\0\0',
        'a P-DATA of five bytes': b'\4\0\0\0\0\5abcde',
        'a P-DATA over what was agreed': b'\4\0\0\2\0\1' + b'\0' * 1000,
        'a P-DATA of 2 GiB': b'\4\0\x7f\xff\xff\xff',
        'a PDV of nothing': b'\4\0\0\0\0\6\0\0\0\0\1\3',
        'a PDV of one byte': b'\4\0\0\0\0\6\0\0\0\1\1\3',
        'a PDV longer than its PDU': b'\4\0\0\0\0\x0a\0\0\0\x64\1\3abcd',
        'a PDV of 4 GiB': b'\4\0\0\0\0\x0a\xff\xff\xff\xff\1\3abcd',
        'data first': pdata(2, b'abcd'),
        'a command that is cut off': pdata(3, good[12:-5]),
        'an element of 4 GiB': pdata(3, b'\0\0\0\1\xff\xff\xff\xff'),
        'another group': pdata(3, b'\x08\0\0\1\2\0\0\0\1\0'),
        'no command field': command(element(0x110, b'\1\0')),
        'a response': rq(b'\1\x80', b'\1\1'),
        'an unknown command': rq(b'\x55\x55', b'\1\1'),
        'a C-MOVE': rq(b'\x21\0'),
        'an N-CREATE': rq(b'\x40\1', b'\1\1'),
        'a C-STORE without an instance': rq(b'\1\0'),
        'a C-STORE without a data set':
            rq(b'\1\0', b'\1\1', element(0x1000, even(instance))),
        'a command of 5 KiB': rq(b'\1\0', more=element(0x1000, b'1' * 5120)),
        'a command in 5,000 fragments':
            b''.join(pdata(1, b'\0') for _ in range(5000)),
        'a context that was not offered': good[:10] + b'\x63' + good[11:],
        'data in another context': good + pdata(2, b'abcd', 3),
        'a command inside of data': good + pdata(0, b'abcd') + good,
        'data of nothing': good + pdata(2, b''),
        'data that are none': good + pdata(2, b'abcd'),
        'an endless sequence': good + pdata(
            2, b'\x08\0\x40\x11SQ\0\0\xff\xff\xff\xff' * 100),
        'pixel data of 4 GiB': good + pdata(
            2, b'\xe0\x7f\x10\0OW\0\0\xfe\xff\xff\xffabcd'),
        'a release that is too long': b'\5\0\0\0\0\x08' + b'\0' * 8,
        'an abort that is too short': b'\7\0\0\0\0\2\0\0',
    }
    for i in range(4):
        found['noise %d' % i] = noise.randbytes(400)
        found['a P-DATA of noise %d' % i] = pdata(3, noise.randbytes(400))
        found['a data set of noise %d' % i] = good + pdata(
            2, noise.randbytes(400))
    return found


def main():
    port = int(sys.argv[1])
    _, instance, _, data = load(sys.argv[2])
    good = store(CT.encode(), instance)
    todo = [(w, [p]) for w, p in requests().items()]
    todo += [(w, [GOOD, p]) for w, p in pieces(instance).items()]
    # this is unusual, and right: one PDU, two PDVs
    two = good[6:] + pdata(2, data)[6:]
    todo.append(('RIGHT', [GOOD, b'\4\0' + struct.pack('>I', len(two)) + two]))
    heard = {}

    def work(i, _):
        for what, parts in todo[i::6]:
            s = dial(port)
            words = []
            say(s, parts[0])
            if len(parts) > 1:
                words.append(hear(s)[0])
                say(s, parts[1])
            s.shutdown(socket.SHUT_WR)
            heard[what] = words + hear_all(s)

    at_once(6, work)
    for what, _ in todo:
        print('%s:' % what, *heard[what])


if __name__ == '__main__':
    main()
