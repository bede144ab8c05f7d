#include "trail/head.h"

#include "base/sha256.h"
#include "trail/words.h"

#include <QDateTime>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTimeZone>
#include <QtEndian>

#include <openssl/evp.h>

#include <memory>

namespace gatehouse::trail {

namespace {

constexpr qsizetype kKeyBytes = 32, kSignatureBytes = 64;
constexpr QLatin1StringView kKind("gatehouse.audit.head");

struct FreeKey
{
    void operator()(EVP_PKEY *key) const { EVP_PKEY_free(key); }
};
struct FreeDigest
{
    void operator()(EVP_MD_CTX *context) const { EVP_MD_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;
using Digest = std::unique_ptr<EVP_MD_CTX, FreeDigest>;

const uchar *raw(QByteArrayView bytes) { return reinterpret_cast<const uchar *>(bytes.data()); }
uchar *raw(QByteArray &bytes) { return reinterpret_cast<uchar *>(bytes.data()); }

Error noEd25519()
{
    return ioError(Words::tr("This computer's OpenSSL does not do Ed25519, so a head cannot be "
                             "signed."));
}

Key privateKey(const QByteArray &bytes)
{
    return Key(EVP_PKEY_new_raw_private_key(
        EVP_PKEY_ED25519, nullptr, raw(bytes), size_t(bytes.size())));
}

QByteArray publicOf(const Key &key)
{
    QByteArray bytes(kKeyBytes, '\0');
    size_t size = size_t(bytes.size());
    if (!key || EVP_PKEY_get_raw_public_key(key.get(), raw(bytes), &size) != 1)
        return {};
    return bytes;
}

QByteArray signedBytes(const SignedHead &head)
{
    QByteArray bytes;
    for (const QByteArray &field : {QByteArray("gatehouse head 1"), head.database.toUtf8(),
             QByteArray::number(head.head.seq), head.head.hash, QByteArray::number(head.atUs)}) {
        char prefix[4];
        qToBigEndian(qint32(field.size()), prefix);
        bytes.append(prefix, sizeof prefix);
        bytes.append(field);
    }
    return bytes;
}

struct Moment
{
    QString database;
    qint64 atUs = 0;
    static Moment fromRow(const db::Row &row) { return {row.text(0), row.get<qint64>(1)}; }
};

QString instant(qint64 us)
{
    const QDateTime at = QDateTime::fromMSecsSinceEpoch(us / 1000, QTimeZone::utc());
    return at.toString(u"yyyy-MM-ddTHH:mm:ss"_s)
        + u".%1Z"_s.arg(us % 1'000'000, 6, 10, QLatin1Char('0'));
}

std::optional<qint64> microseconds(const QString &text)
{
    if (text.size() != 27 || text[19] != u'.' || text[26] != u'Z')
        return std::nullopt;
    const QDateTime at = QDateTime::fromString(text.left(19) + u'Z', Qt::ISODate);
    bool number = false;
    const int us = text.mid(20, 6).toInt(&number);
    if (!at.isValid() || !number)
        return std::nullopt;
    return at.toMSecsSinceEpoch() * 1000 + us;
}

} // namespace

Result<SigningKey> SigningKey::generate()
{
    EVP_PKEY *made = nullptr;
    const std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> context(
        EVP_PKEY_CTX_new_id(EVP_PKEY_ED25519, nullptr), EVP_PKEY_CTX_free);
    if (!context || EVP_PKEY_keygen_init(context.get()) != 1
        || EVP_PKEY_keygen(context.get(), &made) != 1)
        return noEd25519();
    const Key owned(made);
    QByteArray bytes(kKeyBytes, '\0');
    size_t size = size_t(bytes.size());
    if (EVP_PKEY_get_raw_private_key(made, raw(bytes), &size) != 1)
        return noEd25519();
    SigningKey key;
    key.m_public = publicOf(owned);
    key.m_private = Secret(std::move(bytes));
    return key;
}

Result<SigningKey> SigningKey::fromSecret(const Secret &secret)
{
    auto bytes = QByteArray::fromBase64Encoding(
        secret.view().trimmed(), QByteArray::AbortOnBase64DecodingErrors);
    if (!bytes || bytes.decoded.size() != kKeyBytes)
        return invalid(Words::tr("What is kept as the key for signing the audit trail's head is no "
                                 "such key: it has to be 32 bytes in base64."));
    SigningKey key;
    key.m_public = publicOf(privateKey(bytes.decoded));
    key.m_private = Secret(std::move(bytes.decoded));
    if (key.m_public.isEmpty())
        return noEd25519();
    return key;
}

Secret SigningKey::secret() const { return Secret(m_private.view().toBase64()); }

QByteArray SigningKey::sign(QByteArrayView message) const
{
    const Key key = privateKey(m_private.view());
    const Digest context(EVP_MD_CTX_new());
    QByteArray signature(kSignatureBytes, '\0');
    size_t size = size_t(signature.size());
    if (!key || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1
        || EVP_DigestSign(
               context.get(), raw(signature), &size, raw(message), size_t(message.size()))
            != 1)
        return {};
    return signature;
}

QString keyFingerprint(const QByteArray &publicKey)
{
    return u"SHA256:"_s
        + QString::fromLatin1(sha256(publicKey).toBase64(QByteArray::OmitTrailingEquals));
}

bool SignedHead::isGenuine() const
{
    if (publicKey.size() != kKeyBytes || signature.size() != kSignatureBytes)
        return false;
    const Key key(EVP_PKEY_new_raw_public_key(
        EVP_PKEY_ED25519, nullptr, raw(QByteArrayView(publicKey)), size_t(publicKey.size())));
    const Digest context(EVP_MD_CTX_new());
    const QByteArray message = signedBytes(*this);
    return key && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1
        && EVP_DigestVerify(context.get(), raw(QByteArrayView(signature)),
               size_t(signature.size()), raw(QByteArrayView(message)), size_t(message.size()))
        == 1;
}

QByteArray toJson(const SignedHead &head)
{
    return QJsonDocument(
        QJsonObject{{u"kind"_s, kKind}, {u"version"_s, 1}, {u"database"_s, head.database},
            {u"seq"_s, QString::number(head.head.seq)},
            {u"hash"_s, QString::fromLatin1(head.head.hash.toHex())}, {u"at"_s, instant(head.atUs)},
            {u"algorithm"_s, u"Ed25519"_s},
            {u"publicKey"_s, QString::fromLatin1(head.publicKey.toBase64())},
            {u"signature"_s, QString::fromLatin1(head.signature.toBase64())}})
        .toJson();
}

Result<SignedHead> readHead(const QByteArray &json)
{
    const QJsonObject document = QJsonDocument::fromJson(json).object();
    const auto text = [&document](const char *name) {
        return document.value(QLatin1StringView(name)).toString();
    };
    if (text("kind") != kKind || document.value("version"_L1).toInt() != 1
        || text("algorithm") != "Ed25519"_L1)
        return invalid(Words::tr("This is not a signed head of an audit trail."));
    SignedHead head;
    head.database = text("database");
    bool number = false;
    head.head = {text("seq").toLongLong(&number), QByteArray::fromHex(text("hash").toLatin1())};
    const auto at = microseconds(text("at"));
    head.publicKey = QByteArray::fromBase64(text("publicKey").toLatin1());
    head.signature = QByteArray::fromBase64(text("signature").toLatin1());
    if (!number || head.head.seq < 1 || head.head.hash.size() != 32 || !at)
        return invalid(
            Words::tr("This signed head is damaged: its number, hash or time cannot be read."));
    head.atUs = *at;
    return head;
}

Result<SignedHead> readHeadFile(const QString &path)
{
    constexpr qint64 kLargest = 64 * 1024;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return ioError(Words::tr("%1 cannot be read: %2.").arg(path, file.errorString()));
    if (file.size() > kLargest)
        return invalid(Words::tr("%1 is no signed head: it is too large.").arg(path));
    auto head = readHead(file.readAll());
    if (head && !head.value().isGenuine())
        return invalid(Words::tr("%1 was altered: its signature does not fit.").arg(path));
    return head;
}

Result<SignedHead> takeHead(db::Sql &sql, const SigningKey &key, const ReportProgress &report)
{
    auto verdict = verify(sql, report);
    if (!verdict)
        return verdict.error();
    if (!verdict.value().whole())
        return refused(
            Words::tr("The head was not signed, because the trail is broken at entry %1: %2")
                .arg(verdict.value().firstBroken)
                .arg(verdict.value().why));
    auto moment = sql.fetchOne<Moment>(
        u"SELECT current_database(), (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"_s);
    if (!moment)
        return moment.error();
    SignedHead head;
    head.database = moment.value().database;
    head.head = {verdict.value().last, verdict.value().head};
    head.atUs = moment.value().atUs;
    head.publicKey = key.publicKey();
    head.signature = key.sign(signedBytes(head));
    if (!head.isGenuine())
        return noEd25519();
    return head;
}

} // namespace gatehouse::trail
