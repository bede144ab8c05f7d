#include "db/connectiontext.h"
#include "db/words.h"

#include <QCoreApplication>
#include <QUrl>

#include <libpq-fe.h>

#include <memory>

namespace gatehouse::db::text {

namespace {

bool isHex(QChar c) { return QStringView(u"0123456789abcdefABCDEF").contains(c); }

bool hasBadPercent(QStringView text)
{
    for (qsizetype i = 0; i < text.size(); ++i)
        if (text[i] == u'%' && (i + 2 >= text.size() || !isHex(text[i + 1]) || !isHex(text[i + 2])))
            return true;
    return false;
}

QString decoded(QStringView text) { return QUrl::fromPercentEncoding(text.toUtf8()); }

struct Pieces
{
    QString credentials; // "user:password", raw
    bool hasCredentials = false;
    QString hosts, path, query; // raw
};

// libpq ends the credentials at the first @ before a slash. An unencoded @ in the password would
// then stand in the host, where it never belongs: so the last one before the host counts.
Result<Pieces> split(const QString &rest, Draft &draft)
{
    Pieces pieces;
    const qsizetype slash = rest.indexOf(u'/');
    const QStringView region = QStringView(rest).first(slash < 0 ? rest.size() : slash);
    const qsizetype at = region.indexOf(u'@');
    qsizetype from = 0;
    if (at >= 0) {
        const qsizetype question = region.indexOf(u'?', at);
        const QStringView hosts = region.first(question < 0 ? region.size() : question);
        const qsizetype last = hosts.lastIndexOf(u'@');
        draft.atInPassword = last != at;
        pieces.hasCredentials = true;
        pieces.credentials = rest.first(last);
        from = last + 1;
    } else if (slash > 0 && region.contains(u':') && region.indexOf(u'?') < 0) {
        const qsizetype question = rest.indexOf(u'?');
        const qsizetype later = rest.indexOf(u'@', slash);
        if (later > 0 && (question < 0 || later < question))
            return invalid(
                Words::tr("The address cannot be taken apart: a slash stands before the @. If "
                          "it belongs to the password, write it as %2F."));
    }
    const qsizetype question = rest.indexOf(u'?', from);
    const QString place = rest.sliced(from, (question < 0 ? rest.size() : question) - from);
    if (question >= 0)
        pieces.query = rest.sliced(question + 1);
    const qsizetype path = place.indexOf(u'/');
    pieces.hosts = path < 0 ? place : place.first(path);
    if (path >= 0)
        pieces.path = place.sliced(path + 1);
    return pieces;
}

struct Parsed
{
    std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options{nullptr, &PQconninfoFree};
    bool ok() const { return options != nullptr; }
};

// libpq's words about a bad address repeat it with its password, so they are never shown.
Parsed askLibpq(const QString &uri)
{
    Parsed parsed;
    char *words = nullptr;
    parsed.options.reset(PQconninfoParse(uri.toUtf8().constData(), &words));
    if (words)
        PQfreemem(words);
    return parsed;
}

Result<> checkHosts(const Pieces &pieces)
{
    const qsizetype open = pieces.hosts.indexOf(u'[');
    if (open >= 0 && pieces.hosts.indexOf(u']', open) < 0)
        return invalid(Words::tr("The bracket of the IPv6 address is never closed. Write it as "
                                 "postgresql://user@[::1]:5432/database."));
    if (pieces.hosts.count(u':') > 1 && !pieces.hosts.contains(u',') && open < 0)
        return invalid(
            Words::tr("The host holds several colons. Write an IPv6 address in brackets, as "
                      "[::1]; a colon in the password as %3A."));
    return Done{};
}

Error unreadable()
{
    return invalid(Words::tr("The host or the port cannot be read. The form is "
                             "postgresql://user:password@host:5432/database; in the password @ is "
                             "written %40, : %3A, / %2F, ? %3F, # %23 and % %25."));
}

Result<> checkPercent(const Pieces &pieces)
{
    const qsizetype colon = pieces.credentials.indexOf(u':');
    const QString say =
        Words::tr("In %1 stands a percent sign that no two hexadecimal digits follow. "
                  "Write the percent sign itself as %25.");
    if (hasBadPercent(
            QStringView(pieces.credentials).first(colon < 0 ? pieces.credentials.size() : colon)))
        return invalid(say.arg(Words::tr("the user name")));
    if (colon >= 0 && hasBadPercent(QStringView(pieces.credentials).sliced(colon)))
        return invalid(say.arg(Words::tr("the password")));
    if (hasBadPercent(pieces.hosts))
        return invalid(say.arg(Words::tr("the host")));
    if (hasBadPercent(pieces.path))
        return invalid(say.arg(Words::tr("the name of the database")));
    return Done{};
}

Result<> readQuery(Draft &draft, const QString &query)
{
    for (const QString &pair : query.split(u'&', Qt::SkipEmptyParts)) {
        const qsizetype equals = pair.indexOf(u'=');
        const QString key = decoded(QStringView(pair).first(equals < 0 ? pair.size() : equals));
        QString raw = equals < 0 ? QString() : pair.sliced(equals + 1);
        if (hasBadPercent(raw))
            return invalid(
                Words::tr("In the value of %1 stands a percent sign that no two hexadecimal "
                          "digits follow. Write the percent sign itself as %25.")
                    .arg(shownKey(key)));
        if (draft.driver == u"jdbc"_s)
            raw.replace(u'+', u"%20"_s);
        if (auto done = apply(draft, key, decoded(raw)); !done)
            return done;
    }
    return Done{};
}
} // namespace

Result<> readUri(Draft &draft, const QString &text)
{
    const qsizetype mark = text.indexOf(u"://"_s);
    const QString scheme = text.first(mark).toLower();
    draft.scheme = scheme.section(u'+', 0, 0);
    if (scheme.contains(u'+'))
        draft.driver = scheme.section(u'+', 1);
    auto split = text::split(text.sliced(mark + 3), draft);
    if (!split)
        return split.error();
    const Pieces &pieces = split.value();
    if (text.contains(u"%00"_s))
        return invalid(
            Words::tr("The address holds %00, a NUL character that PostgreSQL cannot take. "
                      "Remove it."));
    if (auto fine = checkPercent(pieces); !fine)
        return fine;
    if (auto fine = checkHosts(pieces); !fine)
        return fine;
    const qsizetype colon = pieces.credentials.indexOf(u':');
    QString uri = u"postgresql://"_s;
    if (pieces.hasCredentials) {
        const QString raw = colon < 0 ? QString() : pieces.credentials.sliced(colon + 1);
        draft.plusInPassword = raw.contains(u'+');
        draft.hashInPassword = raw.contains(u'#');
        draft.userInAuthority = true;
        uri += pieces.credentials.first(colon < 0 ? pieces.credentials.size() : colon) + u':'
            + QString(raw).replace(u'@', u"%40"_s) + u'@';
    }
    const Parsed parsed = askLibpq(uri + pieces.hosts + u'/' + pieces.path);
    if (!parsed.ok())
        return unreadable();
    for (const PQconninfoOption *o = parsed.options.get(); o->keyword; ++o)
        if (o->val && QLatin1StringView(o->keyword) == u"password"_s)
            draft.parsed.password = Secret(QByteArray(o->val)); // its bytes need not be UTF-8
        else if (o->val)
            if (auto done =
                    apply(draft, QString::fromLatin1(o->keyword), QString::fromUtf8(o->val));
                !done)
                return done;
    draft.written.clear();
    return readQuery(draft, pieces.query);
}

Result<> readJdbc(Draft &draft, const QString &text)
{
    QString rest = text.sliced(u"jdbc:postgresql:"_s.size());
    if (rest.startsWith(u"//"_s))
        rest = rest.sliced(2);
    else if (rest.startsWith(u'/'))
        rest = u"localhost"_s + rest;
    else
        rest = u"localhost/"_s + rest;
    draft.driver = u"jdbc"_s;
    if (rest.startsWith(u'/'))
        rest.prepend(u"localhost"_s);
    return readUri(draft, u"postgresql://"_s + rest);
}

Result<> readKeywords(Draft &draft, const QString &text)
{
    qsizetype i = 0;
    const auto blanks = [&] {
        while (i < text.size() && text[i].isSpace())
            ++i;
    };
    for (blanks(); i < text.size(); blanks()) {
        const qsizetype start = i;
        while (i < text.size() && text[i] != u'=' && !text[i].isSpace())
            ++i;
        const QString key = text.sliced(start, i - start);
        blanks();
        if (i >= text.size() || text[i] != u'=' || key.isEmpty())
            return invalid(
                Words::tr("A word stands without a value at character %1. A value with blanks "
                          "goes into single quotes: password='two words'.")
                    .arg(start + 1));
        ++i;
        blanks();
        const bool quote = i < text.size() && text[i] == u'\'';
        QString value;
        for (i += quote ? 1 : 0; i < text.size(); ++i) {
            if (text[i] == u'\\' && i + 1 < text.size())
                value += text[++i];
            else if (quote ? text[i] == u'\'' : text[i].isSpace())
                break;
            else
                value += text[i];
        }
        if (quote && i >= text.size())
            return invalid(
                Words::tr("The single quote after %1= is never closed.").arg(shownKey(key)));
        i += quote ? 1 : 0;
        if (auto done = apply(draft, key, value); !done)
            return done;
    }
    return Done{};
}

} // namespace gatehouse::db::text
