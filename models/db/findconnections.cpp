#include "base/dotenv.h"
#include "db/composefile.h"
#include "db/connectiontext.h"
#include "db/words.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace gatehouse::db {

namespace {
constexpr qint64 kLargestFile = 1024 * 1024;

using Found = std::vector<FoundConnection>;

void note(QStringList *notes, const QString &text)
{
    if (notes && !notes->contains(text))
        notes->append(text);
}

void addAddresses(const QMap<QString, QString> &variables, Found &found, QStringList *notes,
    const text::Relocate &relocate)
{
    for (auto it = variables.begin(); it != variables.end(); ++it) {
        const QString value = it.value().trimmed();
        if (const QString other = text::foreignDatabase(value); !other.isEmpty())
            note(notes, u"%1: %2"_s.arg(it.key(), other));
        if (!text::isOurAddress(value))
            continue;
        auto parsed = text::parse(value, relocate);
        if (parsed)
            found.push_back({it.key(), std::move(parsed).value()});
        else
            note(notes, u"%1: %2"_s.arg(it.key(), parsed.error().text));
    }
}

// DATABASE_HOST, POSTGRES_DB, PGUSER, KEYCLOAK_DB_PASSWORD: the setting after the group's name.
struct Group
{
    QMap<QString, QString> settings; // libpq key -> value
    bool separated = false;          // with an underscore
};

QMap<QString, Group> groupsOf(const QMap<QString, QString> &variables)
{
    static const QRegularExpression pattern(
        u"^((?:[A-Z0-9_]*_)?(?:DATABASE|DB|POSTGRES|POSTGRESQL|PG|PSQL))(_?)"
        "(HOST|HOSTNAME|SERVER|HOSTADDR|PORT|USER|USERNAME|PASSWORD|PASS|NAME|DB|DATABASE|"
        "SSLMODE|SSL|SSLROOTCERT)$"_s);
    static const QRegularExpression others(u"MONGO|MYSQL|MARIA|REDIS|INFLUX|SQLITE"_s);
    static const QMap<QString, QString> keys = {{u"HOST"_s, u"host"_s}, {u"HOSTNAME"_s, u"host"_s},
        {u"SERVER"_s, u"host"_s}, {u"HOSTADDR"_s, u"hostaddr"_s}, {u"PORT"_s, u"port"_s},
        {u"USER"_s, u"user"_s}, {u"USERNAME"_s, u"user"_s}, {u"PASSWORD"_s, u"password"_s},
        {u"PASS"_s, u"password"_s}, {u"NAME"_s, u"dbname"_s}, {u"DB"_s, u"dbname"_s},
        {u"DATABASE"_s, u"dbname"_s}, {u"SSLMODE"_s, u"sslmode"_s}, {u"SSL"_s, u"ssl"_s},
        {u"SSLROOTCERT"_s, u"sslrootcert"_s}};
    QMap<QString, Group> groups;
    for (auto it = variables.begin(); it != variables.end(); ++it) {
        const auto match = pattern.match(it.key().toUpper());
        if (!match.hasMatch() || others.match(match.captured(1)).hasMatch())
            continue;
        Group &group = groups[match.captured(1)];
        group.separated = !match.captured(2).isEmpty();
        if (!it.value().isEmpty())
            group.settings.insert(keys.value(match.captured(3)), it.value());
    }
    return groups;
}

QString otherEngine(const QMap<QString, QString> &variables, const QString &group)
{
    for (const char *suffix :
        {"_CONNECTION", "_ENGINE", "_DRIVER", "_ADAPTER", "_TYPE", "_DIALECT"}) {
        const QString engine = variables.value(group + QLatin1StringView(suffix)).toLower();
        if (!engine.isEmpty() && !engine.contains(u"postg"_s) && !engine.contains(u"pgsql"_s))
            return engine;
    }
    return {};
}

void addGroups(const QMap<QString, QString> &variables, Found &found, QStringList *notes,
    const text::Relocate &relocate)
{
    const QMap<QString, Group> groups = groupsOf(variables);
    for (auto it = groups.begin(); it != groups.end(); ++it) {
        const auto &settings = it->settings;
        const bool hasHost = settings.contains(u"host"_s) || settings.contains(u"hostaddr"_s);
        const bool hasLogin = settings.contains(u"dbname"_s)
            && (settings.contains(u"user"_s) || settings.contains(u"password"_s));
        if (!hasHost && !hasLogin)
            continue;
        const QString name = it.key() + (it->separated ? u"_*"_s : u"*"_s);
        if (const QString engine = otherEngine(variables, it.key()); !engine.isEmpty()) {
            note(notes,
                Words::tr("%1: these settings are for %2, not for PostgreSQL.").arg(name, engine));
            continue;
        }
        text::Draft draft;
        Result<> fine = Done{};
        for (auto s = settings.begin(); s != settings.end() && fine; ++s)
            fine = text::apply(draft, s.key(), s.value());
        if (!fine) {
            note(notes, u"%1: %2"_s.arg(name, fine.error().text));
            continue;
        }
        if (!hasHost) {
            draft.parsed.info.host = u"localhost"_s;
            draft.parsed.explanations << Words::tr("No host is set, so localhost is assumed.");
        }
        if (relocate)
            relocate(draft.parsed.info, draft.parsed.explanations);
        text::explain(draft);
        found.push_back({name, std::move(draft.parsed)});
    }
}

Result<Found> fromService(const QString &content, QStringList *notes)
{
    Found found;
    text::Draft draft;
    QString section;
    const auto close = [&] {
        if (section.isEmpty())
            return;
        text::explain(draft);
        found.push_back({section, std::move(draft.parsed)});
        draft = {};
    };
    int number = 0;
    for (const QString &raw : content.split(u'\n')) {
        ++number;
        const QString line = raw.trimmed();
        if (line.isEmpty() || line.startsWith(u'#'))
            continue;
        if (line.startsWith(u'[')) {
            close();
            section = line.sliced(1, std::max<qsizetype>(0, line.indexOf(u']') - 1));
            continue;
        }
        const qsizetype equals = line.indexOf(u'=');
        if (section.isEmpty() || equals <= 0) {
            note(notes,
                line.startsWith(u"ldap"_s)
                    ? Words::tr("Line %1 asks an LDAP server and was left out.").arg(number)
                    : Words::tr("Line %1 is no setting and was left out.").arg(number));
            continue;
        }
        if (auto fine = text::apply(draft, line.first(equals).trimmed(), line.sliced(equals + 1));
            !fine)
            note(notes, u"[%1] %2"_s.arg(section, fine.error().text));
    }
    close();
    return found;
}

enum class Kind { Dotenv, Compose, Service };

Kind kindOf(const QString &fileName, const QString &content)
{
    static const QRegularExpression services(
        u"^services:\\s*$"_s, QRegularExpression::MultilineOption);
    static const QRegularExpression section(
        u"\\A(?:\\s*#[^\\n]*\\n|\\s*\\n)*\\s*\\[[^\\]\\n]+\\]"_s);
    if (fileName.endsWith(u".yml"_s) || fileName.endsWith(u".yaml"_s)
        || services.match(content).hasMatch())
        return Kind::Compose;
    if (fileName.endsWith(u"pg_service.conf"_s) || section.match(content).hasMatch())
        return Kind::Service;
    return Kind::Dotenv;
}

Error none(const QStringList *notes)
{
    return invalid(
        Words::tr("No PostgreSQL connection was found here. Looked for addresses such as "
                  "DATABASE_URL=postgresql://... and for DATABASE_HOST, POSTGRES_DB, PGHOST "
                  "and the like."),
        notes->join(u'\n'));
}
} // namespace

Result<Found> findConnections(const QMap<QString, QString> &variables, QStringList *notes)
{
    return text::find(variables, notes, {});
}

Result<Found> text::find(
    const QMap<QString, QString> &variables, QStringList *notes, const Relocate &relocate)
{
    QStringList own;
    QStringList *const list = notes ? notes : &own;
    Found found;
    addAddresses(variables, found, list, relocate);
    addGroups(variables, found, list, relocate);
    if (found.empty())
        return none(list);
    return found;
}

Result<Found> findConnections(const QString &fileName, const QByteArray &content,
    QStringList *notes, const QMap<QString, QString> &variables)
{
    if (content.size() > kLargestFile || content.contains('\0'))
        return invalid(
            Words::tr("This is no text file with settings. Choose a .env, a compose file or a "
                      "pg_service.conf."));
    QStringList own;
    QStringList *const list = notes ? notes : &own;
    const QString text = QString::fromUtf8(content);
    const Kind kind = kindOf(fileName, text);
    if (kind == Kind::Compose) {
        auto services = readCompose(content, variables);
        return services ? text::fromCompose(services.value(), list)
                        : Result<Found>(services.error());
    }
    if (kind == Kind::Service) {
        auto found = fromService(text, list);
        return found && found.value().empty() ? Result<Found>(none(list)) : std::move(found);
    }
    const Dotenv file = parseDotenv(content);
    for (const DotenvIssue &issue : file.issues)
        note(list, issue.text);
    return findConnections(file.values, list);
}

} // namespace gatehouse::db
