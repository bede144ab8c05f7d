#include "care/slow.h"

#include <QCryptographicHash>

#include <algorithm>
#include <cmath>
#include <map>

namespace gatehouse::care {

namespace {

bool isWord(QChar c) { return c.isLetterOrNumber() || c == u'_' || c == u'$'; }

// Where the quoted piece that begins at `at` ends; the quote is doubled inside.
qsizetype quotedEnd(const QString &text, qsizetype at)
{
    const QChar quote = text[at];
    for (qsizetype i = at + 1; i < text.size(); ++i) {
        if (text[i] != quote)
            continue;
        if (i + 1 < text.size() && text[i + 1] == quote)
            ++i;
        else
            return i + 1;
    }
    return text.size();
}

qsizetype commentEnd(const QString &text, qsizetype at)
{
    if (text[at] == u'-') {
        const qsizetype end = text.indexOf(u'\n', at);
        return end < 0 ? text.size() : end;
    }
    int depth = 0;
    for (qsizetype i = at; i + 1 < text.size(); ++i) {
        if (text[i] == u'/' && text[i + 1] == u'*')
            ++depth, ++i;
        else if (text[i] == u'*' && text[i + 1] == u'/') {
            ++i;
            if (--depth == 0)
                return i + 1;
        }
    }
    return text.size();
}

void add(QString &shape, QStringView token)
{
    const bool glue = shape.isEmpty() || token == u"," || token == u")" || token == u";"
        || shape.endsWith(u'(') || token == u"." || shape.endsWith(u'.');
    if (!glue)
        shape += u' ';
    shape += token;
}

// "(?, ?, ?)" and "(?), (?)" count as one.
void shorten(QString &shape)
{
    qsizetype before = -1;
    while (before != shape.size()) {
        before = shape.size();
        shape.replace(u"?, ?"_s, u"?"_s);
        shape.replace(u"(?), (?)"_s, u"(?)"_s);
    }
}

} // namespace

QString statementShape(const QString &text)
{
    QString shape;
    for (qsizetype at = 0; at < text.size();) {
        const QChar c = text[at];
        const QChar next = at + 1 < text.size() ? text[at + 1] : QChar();
        if (c.isSpace()) {
            ++at;
        } else if ((c == u'-' && next == u'-') || (c == u'/' && next == u'*')) {
            at = commentEnd(text, at);
        } else if (c == u'\'') {
            at = quotedEnd(text, at);
            add(shape, u"?");
        } else if (c == u'"') {
            const qsizetype end = quotedEnd(text, at);
            add(shape, QStringView(text).sliced(at, end - at));
            at = end;
        } else if (isWord(c)) {
            qsizetype end = at;
            while (end < text.size() && (isWord(text[end]) || (c.isDigit() && text[end] == u'.')))
                ++end;
            const QString word = text.sliced(at, end - at);
            add(shape, c.isDigit() || c == u'$' ? u"?"_s : word.toLower());
            at = end;
        } else {
            add(shape, QStringView(text).sliced(at, 1));
            ++at;
        }
    }
    shorten(shape);
    while (shape.endsWith(u';'))
        shape.chop(1);
    return shape;
}

QString fingerprintOf(const QString &shape)
{
    return QString::fromLatin1(
        QCryptographicHash::hash(shape.toUtf8(), QCryptographicHash::Sha256).toHex().left(12));
}

std::vector<Statement> grouped(std::vector<Statement> all)
{
    std::map<QString, Statement> groups;
    for (Statement &one : all) {
        const auto [it, fresh] = groups.try_emplace(one.fingerprint, one);
        if (fresh)
            continue;
        Statement &sum = it->second;
        // Variances add as mean of squares minus square of the mean.
        const double n = double(sum.calls), m = double(one.calls), both = n + m;
        const double squares = n * (sum.deviationMs * sum.deviationMs + sum.meanMs * sum.meanMs)
            + m * (one.deviationMs * one.deviationMs + one.meanMs * one.meanMs);
        if (one.totalMs > sum.totalMs / sum.members)
            sum.text = one.text;
        sum.totalMs += one.totalMs;
        sum.meanMs = both > 0 ? (n * sum.meanMs + m * one.meanMs) / both : 0;
        sum.deviationMs =
            both > 0 ? std::sqrt(std::max(0.0, squares / both - sum.meanMs * sum.meanMs)) : 0;
        sum.minMs = std::min(sum.minMs, one.minMs);
        sum.maxMs = std::max(sum.maxMs, one.maxMs);
        sum.calls += one.calls;
        sum.rows += one.rows;
        sum.blocksHit += one.blocksHit;
        sum.blocksRead += one.blocksRead;
        sum.tempWritten += one.tempWritten;
        if (one.walBytes)
            sum.walBytes = sum.walBytes.value_or(0) + *one.walBytes;
        if (sum.user != one.user && !sum.user.split(u", "_s).contains(one.user))
            sum.user += u", "_s + one.user;
        ++sum.members;
    }
    std::vector<Statement> result;
    for (auto &[fingerprint, one] : groups)
        result.push_back(std::move(one));
    std::stable_sort(result.begin(), result.end(),
        [](const Statement &a, const Statement &b) { return a.totalMs > b.totalMs; });
    return result;
}

} // namespace gatehouse::care
