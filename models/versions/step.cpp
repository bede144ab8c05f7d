#include "versions/step.h"

#include "base/securefile.h"
#include "versions/words.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace gatehouse::versions {
namespace {

constexpr qint64 kMostBytes = 1'000'000;

QString folderOf(const QString &system) { return u":/systems/%1/upgrades"_s.arg(system); }

// Resources are no plain files, so the guarded reading is for those of the user.
Result<QByteArray> content(const QString &path)
{
    if (!path.startsWith(u':'))
        return readFile(path, kMostBytes);
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return ioError(Words::tr("%1 cannot be read.").arg(path), file.errorString());
    return file.readAll();
}

Result<QJsonObject> readAbout(const QString &path)
{
    auto bytes = content(path);
    if (!bytes)
        return bytes.error();
    QJsonParseError trouble;
    const QJsonDocument json = QJsonDocument::fromJson(bytes.value(), &trouble);
    if (!json.isObject())
        return invalid(Words::tr("%1 is no JSON object: %2").arg(path, trouble.errorString()));
    static const QStringList known{u"title"_s, u"note"_s, u"mode"_s, u"revision"_s, u"destroys"_s};
    for (const QString &name : json.object().keys()) {
        if (!known.contains(name))
            return invalid(Words::tr("%1 has a member that nobody knows: %2").arg(path, name));
    }
    const QString mode = json.object().value("mode"_L1).toString();
    if (mode != "together"_L1 && mode != "apart"_L1)
        return invalid(Words::tr("In %1, \"mode\" is neither \"together\" (one transaction) nor "
                                 "\"apart\" (statement by statement).")
                           .arg(path));
    return json.object();
}

Result<> fits(const Step &step, Way way, const QString &path)
{
    for (const Statement &statement : step.statements(way)) {
        if (step.together && statement.alone)
            return invalid(
                Words::tr("%1 says that the step is one transaction, but PostgreSQL refuses this "
                          "statement there. Set \"mode\" to \"apart\".")
                    .arg(path),
                statement.text);
        if (statement.destroys() && !step.destroys(way))
            return invalid(
                Words::tr("%1 does not say in \"destroys\" that this statement destroys data.")
                    .arg(path),
                statement.text);
    }
    return Done{};
}

Result<Step> readStep(const QString &folder, const QString &system, const QString &id)
{
    const QString place = folder + u'/' + id + u'/';
    auto about = readAbout(place + u"step.json"_s);
    if (!about)
        return about.error();
    Step step;
    step.system = system;
    step.id = id;
    step.title = about.value().value("title"_L1).toString(id);
    step.note = about.value().value("note"_L1).toString();
    step.revision = about.value().value("revision"_L1).toString();
    step.together = about.value().value("mode"_L1).toString() == "together"_L1;
    const QJsonObject destroys = about.value().value("destroys"_L1).toObject();
    step.destroysUp = destroys.value("up"_L1).toBool();
    step.destroysDown = destroys.value("down"_L1).toBool();
    for (auto [file, text] : {std::pair{"up.sql"_L1, &step.up}, {"down.sql"_L1, &step.down},
             {"verify.sql"_L1, &step.verify}}) {
        auto bytes = content(place + QString(file));
        if (!bytes)
            return bytes.error();
        *text = QString::fromUtf8(bytes.value());
    }
    for (const Way way : {Way::Up, Way::Down}) {
        auto judged = judgeScript(way == Way::Up ? step.up : step.down, step.together);
        if (!judged)
            return invalid(place + wayId(way) + u".sql: "_s + judged.error().text,
                judged.error().detail);
        (way == Way::Up ? step.upStatements : step.downStatements) = std::move(judged).value();
        if (auto good = fits(step, way, place + u"step.json"_s); !good)
            return good.error();
    }
    step.print = scriptPrint(step.upStatements) + scriptPrint(step.downStatements);
    return step;
}

} // namespace

QString wayId(Way way) { return way == Way::Up ? u"up"_s : u"down"_s; }

Result<std::vector<Step>> stepsOf(const QString &system)
{
    return QDir(folderOf(system)).exists() ? readSteps(folderOf(system), system)
                                           : Result<std::vector<Step>>(std::vector<Step>{});
}

Result<std::vector<Step>> readSteps(const QString &folder, const QString &system)
{
    const QDir dir(folder);
    if (!dir.exists())
        return invalid(Words::tr("There is no folder %1.").arg(folder));
    std::vector<Step> steps;
    for (const QString &id : dir.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name)) {
        auto step = readStep(folder, system, id);
        if (!step)
            return step.error();
        steps.push_back(std::move(step).value());
    }
    return steps;
}

QStringList systemsWithSteps()
{
    QStringList all;
    for (const QString &id : QDir(u":/systems"_s).entryList(QDir::Dirs, QDir::Name)) {
        if (QDir(folderOf(id)).exists())
            all.append(id);
    }
    return all;
}

Result<Step> madeSafe(const Step &step, Way way)
{
    const QString text = safeWay(step.statements(way)).join(u";\n"_s);
    auto judged = judgeScript(text, false);
    if (!judged)
        return judged.error();
    Step safe = step;
    const bool changed = scriptPrint(judged.value()) != scriptPrint(step.statements(way));
    if (changed)
        safe.together = false;
    (way == Way::Up ? safe.up : safe.down) = text;
    (way == Way::Up ? safe.upStatements : safe.downStatements) = std::move(judged).value();
    return safe;
}

QByteArray setPrint(const std::vector<Step> &steps)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const Step &step : steps) {
        // The id of a mend is another one each time.
        const QString id = step.oneWay ? u"mend"_s : step.id;
        hash.addData((step.system + u'/' + id + u'/').toUtf8());
        hash.addData(step.print);
    }
    return hash.result().toHex();
}

} // namespace gatehouse::versions
