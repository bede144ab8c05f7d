// Flyway: V<version>__<title>.sql and R__<title>.sql, with a checksum of each file in its table.
#include "versions/files.h"
#include "versions/tool.h"
#include "versions/words.h"

#include <QRegularExpression>

#include <zlib.h>

namespace gatehouse::versions {

namespace {

bool versionLess(const QString &a, const QString &b)
{
    const bool repeatsA = a.startsWith(u'R'), repeatsB = b.startsWith(u'R');
    if (repeatsA != repeatsB)
        return repeatsB; // repeatable ones run last
    static const QRegularExpression parting(u"[._]"_s);
    const QStringList left = a.split(parting), right = b.split(parting);
    for (qsizetype i = 0; i < std::max(left.size(), right.size()); ++i) {
        const QString x = left.value(i, u"0"_s), y = right.value(i, u"0"_s);
        if (x != y)
            return numberLess(x, y);
    }
    return false;
}

std::vector<Applied> applied(const Reading &reading)
{
    std::vector<Applied> all;
    QMap<QString, size_t> repeatable;
    for (const auto &row : reading.rows) {
        const QString type = row.value(u"type"_s);
        if (type == "SCHEMA"_L1 || type == "DELETE"_L1 || type.startsWith("UNDO"_L1))
            continue;
        const QString version = row.value(u"version"_s);
        Applied one{version, row.value(u"checksum"_s), row.value(u"description"_s),
            serverTime(row.value(u"installed_on"_s)), row.value(u"success"_s) != "true"_L1,
            type == "BASELINE"_L1};
        if (version.isEmpty()) {
            one.id = u"R "_s + one.title;
            if (repeatable.contains(one.id)) { // the last run counts
                all[repeatable.value(one.id)] = one;
                continue;
            }
            repeatable.insert(one.id, all.size());
        }
        all.push_back(std::move(one));
    }
    return all;
}

// CRC-32 of the lines without their ends and without a byte order mark, as a signed number.
QString checksumOf(QByteArray text)
{
    if (text.startsWith("\xEF\xBB\xBF"))
        text.remove(0, 3);
    uLong crc = ::crc32(0, nullptr, 0);
    qsizetype from = 0;
    const auto add = [&crc, &text](qsizetype begin, qsizetype end) {
        crc = ::crc32(
            crc, reinterpret_cast<const Bytef *>(text.constData() + begin), uInt(end - begin));
    };
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text.at(i) != '\n' && text.at(i) != '\r')
            continue;
        add(from, i);
        if (text.at(i) == '\r' && i + 1 < text.size() && text.at(i + 1) == '\n')
            ++i;
        from = i + 1;
    }
    add(from, text.size());
    return QString::number(qint32(quint32(crc)));
}

std::optional<Project> readFolder(const QString &folder, const CancelToken &token)
{
    static const QRegularExpression named(u"^(?:[VB]([0-9][0-9._]*)|(R))__(.+)\\.sql$"_s);
    QString place;
    for (const QString &one : {u"."_s, u"sql"_s, u"migrations"_s, u"db/migration"_s,
             u"src/main/resources/db/migration"_s}) {
        if (place.isEmpty() && !filesOf(folder + u'/' + one, {u"V*__*.sql"_s}).isEmpty())
            place = one;
    }
    if (place.isEmpty())
        return {};
    Project project;
    project.folder = folder;
    project.tool = u"flyway"_s;
    project.place = place;
    project.configured = true;
    for (const QString &name : filesOf(folder + u'/' + place, {u"*__*.sql"_s})) {
        const auto match = named.match(name);
        if (token.isCancelled())
            break;
        if (!match.hasMatch() || name.startsWith(u'B'))
            continue;
        Revision revision;
        revision.title = match.captured(3).replace(u'_', u' ');
        revision.id = match.captured(2).isEmpty() ? match.captured(1).replace(u'_', u'.')
                                                  : u"R "_s + revision.title;
        revision.file = place == "."_L1 ? name : place + u'/' + name;
        project.checksums.insert(
            revision.id, checksumOf(readStep(folder + u'/' + place, name, project.issues)));
        project.revisions.push_back(std::move(revision));
    }
    chain(project.revisions, &versionLess, project.issues);
    return project;
}

} // namespace

Tool flywayTool()
{
    Tool tool{"flyway", "Flyway", "flyway_schema_history", {u"version"_s, u"success"_s},
        {u"description"_s, u"type"_s, u"checksum"_s, u"installed_on"_s}};
    tool.applied = &applied;
    tool.project = &readFolder;
    tool.less = &versionLess;
    return tool;
}

} // namespace gatehouse::versions
