// The one place that hides secrets (S1): screen, export, clipboard, log and SQL preview all call
// it.
#pragma once

#include <QByteArrayView>
#include <QString>

namespace gatehouse {

// "edgellm-kJ3...x9Qa" becomes "edgellm-••••x9Qa": a readable prefix up to the first - or _ (at
// most 12 characters), four dots, the last four characters. Shorter than 12 characters: dots only.
QString maskKey(QStringView key);

// "#bda69f": the first six hex digits of SHA-256 of the UTF-8 text; equal keys, equal fingerprint.
QString fingerprint(QStringView key);

// Replaces what looks like a secret in free text: passwords in URIs and conninfo strings, bearer
// tokens, JWTs, keys with the prefixes of the known services (sk-, ollama-, edgellm-,
// demo-...-key-), KEY=/TOKEN=/PASSWORD= assignments, and every text registered with addSecret().
// Idempotent.
QString redact(const QString &text);

// From now on redact() hides this text wherever it stands. Any thread. Texts under 6 characters are
// not taken, since they would blank ordinary words.
void addSecret(const QString &secret);
bool holdsKnownSecret(QByteArrayView utf8); // one of those

} // namespace gatehouse
