"""The local authority and the certificate it signs."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from sandbox.certificates import certificate_files

NOW = datetime(2026, 10, 5, 6, 0, tzinfo=UTC)
LOCALHOST = x509.DNSName("localhost")
HOSTS = [LOCALHOST, *(x509.IPAddress(ip_address(at)) for at in ("127.0.0.1", "::1"))]


@pytest.fixture
def files(tmp_path):
    return certificate_files(tmp_path, NOW)


def loaded(path):
    return x509.load_pem_x509_certificate(path.read_bytes())


def verify(files, host, at=NOW):
    store = Store([loaded(files.authority)])
    verifier = PolicyBuilder().store(store).time(at).build_server_verifier(host)
    return verifier.verify(loaded(files.certificate), [])


@pytest.mark.parametrize("host", HOSTS, ids=str)
def test_the_authority_vouches_for_the_loopback_address(files, host):
    assert len(verify(files, host)) == 2


def test_no_other_host_can_be_served(files):
    with pytest.raises(VerificationError):
        verify(files, x509.DNSName("msp.example"))


@pytest.mark.parametrize("days", [-1, 15])
def test_the_certificate_is_valid_for_two_weeks(files, days):
    assert verify(files, LOCALHOST, NOW + timedelta(days=13))
    with pytest.raises(VerificationError):
        verify(files, LOCALHOST, NOW + timedelta(days=days))


def test_the_certificate_cannot_sign_others(files):
    usage = loaded(files.certificate).extensions.get_extension_for_class(x509.KeyUsage)

    assert not usage.value.key_cert_sign


def test_the_key_belongs_to_the_certificate_and_to_its_owner(files):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files.certificate, files.key)

    assert files.key.stat().st_mode & 0o777 == 0o600


def test_the_authoritys_key_is_kept_nowhere(files, tmp_path):
    assert sorted(tmp_path.iterdir()) == sorted(
        [files.authority, files.certificate, files.key]
    )
    assert files.authority.read_bytes().count(b"-----BEGIN") == 1


def test_a_second_call_changes_nothing(files, tmp_path):
    before = files.certificate.read_bytes(), files.key.read_bytes()

    again = certificate_files(tmp_path, NOW + timedelta(days=11))

    assert again == files
    assert (files.certificate.read_bytes(), files.key.read_bytes()) == before


def test_a_certificate_near_its_end_is_made_anew(files, tmp_path):
    later = NOW + timedelta(days=13)
    certificate_files(tmp_path, later)

    assert verify(files, LOCALHOST, later + timedelta(days=12))


@pytest.mark.parametrize("name", ["authority", "certificate", "key"])
def test_a_missing_file_makes_all_anew(files, tmp_path, name):
    before = loaded(files.certificate)
    getattr(files, name).unlink()

    certificate_files(tmp_path, NOW)

    assert loaded(files.certificate) != before
    assert verify(files, LOCALHOST)


def test_without_a_time_the_certificate_is_valid_now(tmp_path):
    files = certificate_files(tmp_path / "new/folder")

    assert verify(files, LOCALHOST, datetime.now(UTC))
