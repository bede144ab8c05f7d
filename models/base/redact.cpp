#include "base/redact.h"

#include "base/result.h"

#include <QCryptographicHash>
#include <QReadWriteLock>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <vector>

namespace gatehouse {

namespace {
const QString kDots = u"••••"_s;

struct Rule
{
    QRegularExpression pattern;
    QString replacement;
};

const std::vector<Rule> &rules()
{
    using Option = QRegularExpression::PatternOption;
    const auto rule = [](const QString &pattern, const QString &replacement) {
        return Rule{QRegularExpression(pattern,
                        Option::CaseInsensitiveOption | Option::UseUnicodePropertiesOption),
            replacement};
    };
    static const std::vector<Rule> all = {
        // scheme://user:password@ : up to the last @ before the next / or blank
        rule(uR"x((\b[a-z][a-z0-9+.\-]*://[^\s:/?#@]*):[^\s/]*@)x"_s, u"\\1:••••@"_s),
        rule(uR"x((\b[a-z][a-z0-9+.\-]*://[^\s:/?#@]*):[^\s@]+@)x"_s, u"\\1:••••@"_s),
        rule(
            uR"x((\b(?:password|passwd|pwd|pass|sslpassword|secret|client_secret|token|access_token|refresh_token|api[_-]?key)\s*[=:]\s*)'(?:[^'\\]|\\.)*')x"_s,
            u"\\1'••••'"_s),
        rule(
            uR"x((["'](?:[a-z0-9_\-]*(?:password|passwd|secret|token|api[_-]?key))["']\s*:\s*)"(?:[^"\\]|\\.)*")x"_s,
            u"\\1\"••••\""_s),
        rule(
            uR"x((\b[a-z0-9_\-]*(?:password|passwd|pwd|secret|token|api_?key|_key)\s*=\s*)(?!'••••')[^\s&;'"]+)x"_s,
            u"\\1••••"_s),
        rule(uR"x((\b(?:bearer|basic)\s+)[a-z0-9._~+/=\-]{8,})x"_s, u"\\1••••"_s),
        rule(uR"x(\beyJ[a-z0-9_\-]{8,}\.[a-z0-9_\-]+\.[a-z0-9_\-]*)x"_s, u"••••"_s),
        rule(
            uR"x(\b((?:sk|rk|pk)[-_](?:live_|test_|proj-|ant-)?+|ollama-|edgellm-|demo-(?:admin|user)-key-)[a-z0-9_\-]{5,})x"_s,
            u"\\1••••"_s),
        rule(uR"x(SCRAM-SHA-256\$[^\s'"]+|\bmd5[0-9a-f]{32}\b)x"_s, u"••••"_s),
    };
    return all;
}

QReadWriteLock knownLock;
QSet<QString> &knownSecrets()
{
    static QSet<QString> known;
    return known;
}
} // namespace

QString maskKey(QStringView key)
{
    if (key.size() < 12)
        return kDots;
    qsizetype end = 0;
    for (qsizetype i = 0; i < std::min<qsizetype>(key.size() - 8, 12); ++i) {
        if (key[i] == u'-' || key[i] == u'_') {
            end = i + 1;
            break;
        }
    }
    return key.left(end).toString() + kDots + key.right(4).toString();
}

QString fingerprint(QStringView key)
{
    const QByteArray hash = QCryptographicHash::hash(key.toUtf8(), QCryptographicHash::Sha256);
    return u'#' + QString::fromLatin1(hash.toHex().left(6));
}

QString redact(const QString &text)
{
    QString result = text;
    {
        const QReadLocker lock(&knownLock);
        for (const QString &secret : std::as_const(knownSecrets()))
            result.replace(secret, kDots);
    }
    for (const Rule &rule : rules())
        result.replace(rule.pattern, rule.replacement);
    return result;
}

void addSecret(const QString &secret)
{
    if (secret.size() < 6)
        return;
    const QWriteLocker lock(&knownLock);
    knownSecrets().insert(secret);
}

bool holdsKnownSecret(QByteArrayView utf8)
{
    const QReadLocker lock(&knownLock);
    return std::any_of(knownSecrets().cbegin(), knownSecrets().cend(),
        [utf8](const QString &secret) { return utf8.contains(secret.toUtf8()); });
}

} // namespace gatehouse
