#include "base/dotenv.h"
#include "db/connectiontext.h"
#include "db/words.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <iterator>

namespace gatehouse::db {

namespace {
constexpr qsizetype kLongest = 16 * 1024;

struct Foreign
{
    const char *scheme, *text;
    bool holdsData; // worth a word when it is found in a .env
};

// Addresses people paste that are no PostgreSQL server.
constexpr Foreign kForeign[] = {
    {"mongodb",
        QT_TRANSLATE_NOOP("ConnectionText",
            "This is the address of a MongoDB server. Gatehouse connects to PostgreSQL; what "
            "MongoDB holds has to be moved there first."),
        true},
    {"sqlite",
        QT_TRANSLATE_NOOP("ConnectionText",
            "This is an SQLite file, not a PostgreSQL server. What it holds has to be moved to "
            "PostgreSQL first."),
        true},
    {"mysql",
        QT_TRANSLATE_NOOP("ConnectionText",
            "This is the address of a MySQL server. Gatehouse connects to PostgreSQL only."),
        true},
    {"mariadb",
        QT_TRANSLATE_NOOP("ConnectionText",
            "This is the address of a MariaDB server. Gatehouse connects to PostgreSQL only."),
        true},
    {"mssql",
        QT_TRANSLATE_NOOP("ConnectionText",
            "This is the address of a Microsoft SQL Server. Gatehouse connects to PostgreSQL "
            "only."),
        true},
    {"oracle",
        QT_TRANSLATE_NOOP("ConnectionText",
            "This is the address of an Oracle server. Gatehouse connects to PostgreSQL only."),
        true},
    {"redis",
        QT_TRANSLATE_NOOP("ConnectionText",
            "This is the address of a Redis server. Gatehouse connects to PostgreSQL only."),
        false},
    {"http",
        QT_TRANSLATE_NOOP("ConnectionText",
            "This is a web address. Give the address of the PostgreSQL server behind the service; "
            "it is usually in the service's .env as DATABASE_URL."),
        false},
};

QString schemeOf(const QString &text)
{
    static const QRegularExpression scheme(u"^([A-Za-z][A-Za-z0-9+._-]*)://"_s);
    if (text.startsWith(u"sqlite:"_s, Qt::CaseInsensitive))
        return u"sqlite"_s;
    return scheme.match(text).captured(1).toLower().section(u'+', 0, 0);
}

const Foreign *foreign(const QString &text)
{
    QString scheme = schemeOf(text);
    if (scheme == u"https"_s || scheme == u"rediss"_s)
        scheme.chop(1);
    const auto it = std::find_if(std::begin(kForeign), std::end(kForeign),
        [&](const Foreign &f) { return scheme == QLatin1StringView(f.scheme); });
    return it == std::end(kForeign) ? nullptr : it;
}

bool isOurScheme(const QString &scheme)
{
    static const QStringList ours = {
        u"postgresql"_s, u"postgres"_s, u"postgis"_s, u"pgsql"_s, u"psql"_s};
    return ours.contains(scheme);
}

Error howTo()
{
    return invalid(
        Words::tr("This is no connection. Write it as "
                  "postgresql://user:password@host:5432/database, as jdbc:postgresql://..., "
                  "or as host=... dbname=... user=... ."));
}

// As copied from a shell, a .env or a guide: export X="...", psql '...', a closing semicolon.
QString bare(QString text)
{
    static const QRegularExpression front(
        uR"x(^(?:\$\s+)?(?:(?:export\s+|set\s+|-e\s+)?[A-Za-z_][A-Za-z0-9_]*\s*=\s*(?=["']?(?:jdbc:|[a-z0-9+]+://))|psql\s+))x"_s);
    text = text.trimmed();
    text.remove(front);
    while (text.endsWith(u';') || text.endsWith(u','))
        text.chop(1);
    const bool quoted = text.size() > 1 && (text.front() == u'"' || text.front() == u'\'')
        && text.front() == text.back();
    return quoted ? text.sliced(1, text.size() - 2).trimmed() : text.trimmed();
}

Result<> read(text::Draft &draft, const QString &text)
{
    if (text.startsWith(u"jdbc:"_s, Qt::CaseInsensitive)) {
        if (text.startsWith(u"jdbc:postgresql:"_s, Qt::CaseInsensitive))
            return text::readJdbc(draft, text);
        return invalid(Words::tr("This is the JDBC address of another kind of database. Gatehouse "
                                 "connects to PostgreSQL only."));
    }
    if (isOurScheme(schemeOf(text)))
        return text::readUri(draft, text);
    if (const Foreign *other = foreign(text))
        return invalid(Words::tr(other->text));
    if (!schemeOf(text).isEmpty())
        return howTo();
    static const QRegularExpression keyword(u"^\\s*[A-Za-z_]+\\s*="_s);
    if (keyword.match(text).hasMatch())
        return text::readKeywords(draft, text);
    static const QRegularExpression short_(u"^[^\\s/]*(?:[@/]|:\\d+$)\\S*$"_s); // db1:5432/orders
    if (!text.startsWith(u'/') && short_.match(text).hasMatch())
        return text::readUri(draft, u"postgresql://"_s + text);
    return howTo();
}
} // namespace

QString text::foreignDatabase(const QString &address)
{
    const Foreign *other = foreign(address);
    return other && other->holdsData ? Words::tr(other->text) : QString();
}

bool text::isOurAddress(const QString &address)
{
    return isOurScheme(schemeOf(address))
        || address.startsWith(u"jdbc:postgresql:"_s, Qt::CaseInsensitive);
}

Result<ParsedConnection> parseConnection(const QString &given) { return text::parse(given, {}); }

Result<ParsedConnection> text::parse(const QString &given, const Relocate &relocate)
{
    if (given.size() > kLongest)
        return invalid(Words::tr("This text is too long for a connection."));
    if (given.contains(QChar(0)))
        return invalid(
            Words::tr("The text holds a NUL character, which no connection can. Remove it."));
    const QString text = bare(given);
    if (text.isEmpty())
        return invalid(Words::tr("Paste the address of a PostgreSQL database first."));
    const Expanded expanded = expandVariables(
        text, Variables::Braced, [](const QString &) { return std::optional<QString>(); });
    if (!expanded.missing.isEmpty())
        return invalid(
            Words::tr("%1 has no value here. Open the .env or compose file that sets it, or "
                      "write the value in its place. A $ of the password itself is written "
                      "%24.")
                .arg(expanded.missing.join(u", "_s)));
    text::Draft draft;
    if (!expanded.defaulted.isEmpty())
        draft.parsed.explanations << Words::tr(
            "The default was taken for %1; the service may run with "
            "another value.")
                                         .arg(expanded.defaulted.join(u", "_s));
    if (auto done = read(draft, expanded.text); !done)
        return done.error();
    if (relocate)
        relocate(draft.parsed.info, draft.parsed.explanations);
    text::explain(draft);
    return std::move(draft.parsed);
}

} // namespace gatehouse::db
