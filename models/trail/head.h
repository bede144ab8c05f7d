// The signed head: proof, kept elsewhere, of what the trail ended with at one moment. Against it
// shows what the trail alone cannot show: that all of it was rewritten, head included.
#pragma once

#include "base/secret.h"
#include "trail/chain.h"

namespace gatehouse::trail {

// An Ed25519 key. A value that only moves; any thread.
class SigningKey
{
public:
    static Result<SigningKey> generate();
    // What secret() gave: 32 bytes in base64. Invalid otherwise.
    static Result<SigningKey> fromSecret(const Secret &secret);
    Secret secret() const;
    const QByteArray &publicKey() const { return m_public; } // 32 bytes
    QByteArray sign(QByteArrayView message) const;            // 64 bytes

private:
    SigningKey() = default;
    Secret m_private; // raw
    QByteArray m_public;
};

// "SHA256:" and the base64 of the public key's SHA-256, as ssh prints it: to be compared by people.
QString keyFingerprint(const QByteArray &publicKey);

// Signed are these fields, each as a four-byte big-endian length and its bytes: "gatehouse head 1",
// database (UTF-8), seq (decimal text), hash (32 raw bytes), at (microseconds, decimal text).
struct SignedHead
{
    QString database;
    Anchor head;
    qint64 atUs = 0; // the server's clock, microseconds since 1970-01-01 UTC
    QByteArray publicKey, signature;
    bool isGenuine() const; // the signature fits the rest
};

// A small JSON document, the same each time.
QByteArray toJson(const SignedHead &head);
// Invalid when it is no such document. It may still not be genuine.
Result<SignedHead> readHead(const QByteArray &json);
// From a file, and genuine: Invalid when the signature does not fit. Not in the window's thread.
Result<SignedHead> readHeadFile(const QString &path);

// Session's thread; one snapshot. Verifies the whole trail first: Refused when it is broken, since a
// signature would vouch for it.
Result<SignedHead> takeHead(
    db::Sql &sql, const SigningKey &key, const ReportProgress &report = {});

} // namespace gatehouse::trail
