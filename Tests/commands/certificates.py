"""Keys and certificates for a test, made by openssl."""

import subprocess


def certificate(folder, name, subject_names):
    """A key and a certificate that vouches for itself; gives the paths."""
    key, made = folder / f"{name}.key", folder / f"{name}.crt"
    openssl(
        "req", "-x509", *NEW_KEY, "-days", "2", "-keyout", key, "-out", made, "-subj", f"/CN={name}", "-addext",
        f"subjectAltName={subject_names}")
    return key, made


def authority(folder, name):
    """A key and a certificate that may vouch for others; gives the paths."""
    key, made = folder / f"{name}.key", folder / f"{name}.crt"
    openssl(
        "req", "-x509", *NEW_KEY, "-days", "2", "-keyout", key, "-out", made, "-subj", f"/CN={name}", "-addext",
        "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign")
    return key, made


def certificate_by(authority, folder, name, subject_names):
    """A key and a certificate that the authority vouches for; gives the paths."""
    key, made, asked, extensions = (folder / f"{name}.{ending}" for ending in ("key", "crt", "csr", "ext"))
    extensions.write_text(f"subjectAltName={subject_names}\nbasicConstraints=CA:FALSE\n")
    openssl("req", "-new", *NEW_KEY, "-keyout", key, "-out", asked, "-subj", f"/CN={name}")
    openssl(
        "x509", "-req", "-days", "2", "-in", asked, "-CA", authority[1], "-CAkey", authority[0], "-CAcreateserial",
        "-extfile", extensions, "-out", made)
    return key, made


def certificate_between(folder, name, begins, ends):
    """As `certificate`, good between two moments, such as 200101000000Z."""
    key, made, asked = folder / f"{name}.key", folder / f"{name}.crt", folder / f"{name}.csr"
    settings = folder / f"{name}.conf"
    settings.write_text(
        f"[ca]\ndefault_ca=own\n[own]\ndatabase={folder}/index\nserial={folder}/serial\npolicy=any\n"
        "[any]\ncommonName=supplied\n")
    (folder / "index").touch()
    (folder / "serial").write_text("01\n")
    openssl("req", "-new", *NEW_KEY, "-keyout", key, "-out", asked, "-subj", f"/CN={name}")
    openssl(
        "ca", "-selfsign", "-batch", "-notext", "-md", "sha256", "-config", settings, "-outdir", folder, "-in", asked,
        "-keyfile", key, "-out", made, "-startdate", begins, "-enddate", ends)
    return key, made


NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)
