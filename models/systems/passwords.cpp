#include "systems/passwords.h"

#include "base/result.h"

#include <QCryptographicHash>
#include <QMessageAuthenticationCode>
#include <QRegularExpression>

#include <openssl/evp.h>

namespace gatehouse::systems {

namespace {

constexpr int kMostIterations = 100000; // a hostile verifier must not stall us

bool fitsMd5(const QString &role, const QString &stored, const QString &password)
{
    const QByteArray digest =
        QCryptographicHash::hash((password + role).toUtf8(), QCryptographicHash::Md5);
    return stored.mid(3) == QString::fromLatin1(digest.toHex());
}

bool fitsScram(const QString &stored, const QString &password)
{
    static const QRegularExpression form(
        u"^SCRAM-SHA-256\\$(\\d{1,9}):([A-Za-z0-9+/=]+)\\$([A-Za-z0-9+/=]+):"_s);
    const QRegularExpressionMatch match = form.match(stored);
    const int iterations = match.captured(1).toInt();
    if (!match.hasMatch() || iterations < 1 || iterations > kMostIterations)
        return false;
    const QByteArray salt = QByteArray::fromBase64(match.captured(2).toLatin1());
    const QByteArray wanted = QByteArray::fromBase64(match.captured(3).toLatin1());
    const QByteArray secret = password.toUtf8();
    QByteArray salted(32, '\0');
    if (PKCS5_PBKDF2_HMAC(secret.constData(), int(secret.size()),
            reinterpret_cast<const unsigned char *>(salt.constData()), int(salt.size()), iterations,
            EVP_sha256(), int(salted.size()), reinterpret_cast<unsigned char *>(salted.data()))
        != 1) {
        return false;
    }
    const QByteArray clientKey =
        QMessageAuthenticationCode::hash("Client Key", salted, QCryptographicHash::Sha256);
    return QCryptographicHash::hash(clientKey, QCryptographicHash::Sha256) == wanted;
}

} // namespace

bool passwordFits(const QString &role, const QString &stored, const QString &password)
{
    if (stored.startsWith(u"md5"_s))
        return fitsMd5(role, stored, password);
    return fitsScram(stored, password);
}

} // namespace gatehouse::systems
