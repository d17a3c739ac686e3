"""The signing keys of a deployment: the gateway's, and those of the issuer of user tokens."""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

from joserfc.jwk import KeySet, OKPKey


@dataclass(frozen=True, slots=True)
class Keys:
    """The private halves are None where the process may not have them."""

    gateway: KeySet
    issuer: KeySet
    gateway_private: OKPKey | None = None
    issuer_private: OKPKey | None = None
    accepted: dict[tuple[str, str], tuple[int, object]] = field(default_factory=dict, repr=False, compare=False)
    """Tokens whose signature held under these keys, by audience: until when, and whom they speak for."""

    @classmethod
    def load(cls, folder: Path, *, issuer_jwks: Path | None = None) -> "Keys":
        """The keys in `folder`, made on first use (development). Files of private keys have mode 0600.

        A folder that holds only the public files serves a service. `issuer_jwks` replaces the development
        issuer by the JWKS file of a real one; nothing then signs user tokens here.
        """
        folder.mkdir(parents=True, exist_ok=True)
        gateway_private, gateway_public = _pair(folder, "gateway")
        if issuer_jwks is not None:
            issuer = KeySet.import_key_set(json.loads(issuer_jwks.read_text()))
            return cls(gateway=KeySet([gateway_public]), issuer=issuer, gateway_private=gateway_private)
        issuer_private, issuer_public = _pair(folder, "issuer")
        return cls(
            gateway=KeySet([gateway_public]),
            issuer=KeySet([issuer_public]),
            gateway_private=gateway_private,
            issuer_private=issuer_private,
        )

    def public(self) -> "Keys":
        """Only the public halves: all that a service needs to check what the gateway signed."""
        return Keys(gateway=self.gateway, issuer=self.issuer)


def _pair(folder: Path, name: str) -> tuple[OKPKey | None, OKPKey]:
    """The private key (None where only the public file is readable) and the public one."""
    private_file, public_file = folder / f"{name}.private.jwk", folder / f"{name}.public.jwk"
    if not private_file.exists() and not public_file.exists():
        _create(private_file, _json(OKPKey.generate_key("Ed25519", auto_kid=True), private=True))
    private = None
    if os.access(private_file, os.R_OK):
        private = _read(private_file)
        if not public_file.exists():
            _create(public_file, _json(private, private=False), mode=0o644)
    return private, _read(public_file)


def _read(file: Path) -> OKPKey:
    return OKPKey.import_key(json.loads(file.read_text()))


def _json(key: OKPKey, *, private: bool) -> str:
    return json.dumps(key.as_dict(private=private))


def _create(file: Path, text: str, *, mode: int = 0o600) -> None:
    """Writes the file whole or leaves the one that another process was quicker to write."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(text)
    try:
        os.link(draft, file)
    except FileExistsError:
        pass  # several processes start at once: all use the first key
    finally:
        draft.unlink()
