#!/usr/bin/python3
# Copyright 2026 The hantei authors
#
# SPDX-License-Identifier: Apache-2.0
#
# What we sign and seal verifies in dkimpy, and the reverse: dkimpy.py DKIM-TOOL. Prints TAP.
import base64
import os
import subprocess
import sys
import tempfile

try:
    import dkim
    import nacl.signing
except ImportError as missing:
    print(f"1..0 # SKIP no dkimpy: {missing}")
    sys.exit(0)


class Results:
    """As much of the package authres as dkimpy needs to seal RESULTS."""

    core = type("core", (), {"SyntaxError": ValueError})

    class AuthenticationResultsHeader:
        @staticmethod
        def parse(text):
            name, *results = [part.strip() for part in text.split(":", 1)[1].split(";")]
            self = Results.AuthenticationResultsHeader()
            self.authserv_id = name
            self.results = [Results.AuthenticationResultsHeader() for _ in results]
            for one, result in zip(self.results, results):
                one.method, one.result = result.split()[0].split("=")
            return self


dkim.authres = Results

TOOL = sys.argv[1]
MAILS = {
    "plain": b"From: Ann <ann@example.com>\r\nTo: ben@example.net\r\nSubject: one\r\n"
             b"Date: Mon, 1 Jan 2024 00:00:00 +0000\r\n\r\nHello\r\n",
    "no body": b"From: Ann <ann@example.com>\r\nSubject: one\r\n\r\n",
    "blanks": b"From: Ann <ann@example.com>\r\nSubject:  a \t b \r\n\r\n a \t b \r\n \r\n\r\n",
    "folds": b"From: Ann\r\n <ann@example.com>\r\nSubject:\r\n one\r\n\ttwo\r\n"
             b"MIME-Version: 1.0\r\nContent-Type: text/plain;\r\n charset=utf-8\r\n\r\nx\r\n",
    "8 bit": b"From: Ann <ann@example.com>\r\nSubject: one\r\n\r\ncaf\xc3\xa9 \xff\r\n",
    "no last line end": b"From: Ann <ann@example.com>\r\nSubject: one\r\n\r\nHello",
    "LF": b"From: Ann <ann@example.com>\nSubject: one\n\nHello\n\n",
    "many": b"Received: a\r\nReceived: b\r\nFrom: Ann <ann@example.com>\r\nSubject: 1\r\n"
            b"Subject: 2\r\nList-Unsubscribe: <https://example.com/u>\r\n"
            b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n\r\n" + b"line\r\n" * 3000,
}
RESULTS = b"Authentication-Results: mx.example; arc=%s; spf=pass smtp.mailfrom=example.com\r\n"
n_tests = 0
n_failed = 0


def check(name, is_good, what=""):
    global n_tests, n_failed
    n_tests += 1
    n_failed += not is_good
    print(f"{'ok' if is_good else 'not ok'} {n_tests} - {name}")
    if not is_good:
        print(f"# {what}")


def tool(mail, *words):
    done = subprocess.run([TOOL, *words], input=mail, capture_output=True, check=False)
    return done.stdout if done.returncode == 0 else done.stderr


def openssl(*words):
    return subprocess.run(["openssl", *words], capture_output=True, check=True).stdout


def make_keys(folder):
    rsa = os.path.join(folder, "rsa.pem")
    openssl("genrsa", "-out", rsa, "2048")
    public = openssl("pkey", "-in", rsa, "-pubout", "-outform", "DER")
    with open(rsa, "rb") as file:
        pem = file.read()
    seed = nacl.signing.SigningKey.generate()
    text = base64.b64encode(seed.encode())
    ed25519 = os.path.join(folder, "ed25519.key")
    with open(ed25519, "wb") as file:
        file.write(text)
    return [
        ("rsa-sha256", rsa, pem, b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)),
        ("ed25519-sha256", ed25519, text,
         b"v=DKIM1; k=ed25519; p=" + base64.b64encode(seed.verify_key.encode())),
    ]


def test_signing(name, mail, algorithm, path, key, record):
    def dns(_name, timeout=5):
        return record

    for canon in ("relaxed", "simple"):
        signed = tool(mail, "sign", path, canon)
        try:
            is_good = dkim.verify(signed, dnsfunc=dns)
        except dkim.DKIMException as error:
            is_good, signed = False, error
        check(f"{algorithm} {canon} {name}: ours in dkimpy", is_good, signed)
        form = canon.encode()
        field = dkim.sign(mail, b"sel", b"example.com", key, canonicalize=(form, form),
                          signature_algorithm=algorithm.encode())
        for end in (b"\r\n", b"\n"):
            whole = (field + mail).replace(b"\r\n", b"\n").replace(b"\n", end)
            said = tool(whole, "verify", record.decode())
            check(f"{algorithm} {canon} {name}: dkimpy's in ours, {end!r}",
                  said.startswith(b"pass"), said)


def test_sealing(name, mail, path, key, record):
    def dns(_name, timeout=5):
        return record

    whole = mail
    for chain in (b"none", b"pass", b"pass"):
        whole = tool(RESULTS % chain + whole, "seal", path, chain.decode())
    result = dkim.arc_verify(whole, dnsfunc=dns)
    check(f"chain of {name}: ours in dkimpy", result[0] == dkim.CV_Pass, result[2])
    whole = mail
    for chain in (b"none", b"pass", b"pass"):
        seal = dkim.arc_sign(RESULTS % chain + whole, b"sel", b"example.com", key, b"mx.example")
        whole = b"".join(seal) + whole
    said = tool(whole, "chain", record.decode())
    check(f"chain of {name}: dkimpy's in ours", said.startswith(b"pass"), said)


with tempfile.TemporaryDirectory() as where:
    for one in make_keys(where):
        for mail_name, octets in MAILS.items():
            test_signing(mail_name, octets, *one)
            if one[0] == "rsa-sha256" and mail_name != "LF":
                test_sealing(mail_name, octets, *one[1:])
print(f"1..{n_tests}")
sys.exit(n_failed > 0)
