// Where descriptions lie: the shipped ones in the program, drafts in the user's folder.
#include "base/securefile.h"
#include "base/settings.h"
#include "systems/description.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QJsonDocument>

#include <algorithm>

namespace gatehouse::systems {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(gatehouse::systems::Store)
};

constexpr qint64 kLargestDraft = 4 * 1024 * 1024;

QString draftsFolder() { return configDir() + u"/systems"_s; }

QString draftPath(const QString &id) { return draftsFolder() + u'/' + id + u".json"_s; }

Result<Description> readDescription(const QByteArray &content)
{
    QJsonParseError failure;
    const QJsonDocument document = QJsonDocument::fromJson(content, &failure);
    if (!document.isObject()) {
        const qsizetype line = content.left(failure.offset).count('\n') + 1;
        return invalid(Words::tr("Line %1 is not JSON: %2.").arg(line).arg(failure.errorString()));
    }
    return parseDescription(document.object());
}

Result<QByteArray> readShippedFile(const QString &name)
{
    QFile file(u":/systems/"_s + name);
    if (!file.open(QIODevice::ReadOnly))
        return ioError(
            Words::tr("\"%1\" is missing from this program.").arg(name), file.errorString());
    return file.readAll();
}

Result<Description> readDraft(const QString &path)
{
    auto content = readFile(path, kLargestDraft);
    if (!content)
        return content.error();
    return readDescription(content.value());
}

std::vector<Description> readShipped()
{
    std::vector<Description> all;
    for (const QString &id : QDir(u":/systems"_s).entryList(QDir::Dirs, QDir::Name)) {
        const auto content = readShippedFile(id + u"/system.json"_s);
        auto description = content ? readDescription(content.value()) : content.error();
        Q_ASSERT_X(description, "shipped description", qPrintable(description.error().detail));
        if (description)
            all.push_back(std::move(description).value());
    }
    return all;
}

const std::vector<Description> &shipped()
{
    static const std::vector<Description> all = readShipped();
    return all;
}

bool isShipped(const QString &id)
{
    return std::any_of(shipped().begin(), shipped().end(),
        [&id](const Description &description) { return description.id == id; });
}

} // namespace

std::vector<Description> allDescriptions(QStringList *trouble)
{
    std::vector<Description> all = shipped();
    const QDir folder(draftsFolder());
    for (const QString &name : folder.entryList({u"*.json"_s}, QDir::Files, QDir::Name)) {
        auto draft = readDraft(folder.filePath(name));
        const QString id = draft ? draft.value().id : QString();
        if (draft && !isShipped(id) && id + u".json"_s == name) {
            all.push_back(std::move(draft).value());
            all.back().ownDraft = true;
        } else if (trouble) {
            const QString why = draft
                ? Words::tr("Its id must be the name of the file and not that of a "
                            "system that Gatehouse brings along.")
                : draft.error().text;
            trouble->append(Words::tr("The description %1 was left out. %2").arg(name, why));
        }
    }
    return all;
}

Result<> saveDraft(const Description &description)
{
    if (isShipped(description.id)) {
        return refused(Words::tr(
            "\"%1\" is the id of a system that Gatehouse brings along. Choose another one.")
                           .arg(description.id));
    }
    const QJsonObject json = toJson(description);
    if (auto again = parseDescription(json); !again)
        return again.error();
    if (auto made = makePrivateDir(draftsFolder()); !made)
        return made.error();
    return writeSecureFile(draftPath(description.id), QJsonDocument(json).toJson());
}

Result<> removeDraft(const QString &id)
{
    QFile file(draftPath(id));
    if (isShipped(id) || id.contains(u'/') || (file.exists() && !file.remove()))
        return ioError(
            Words::tr("The description \"%1\" could not be removed.").arg(id), file.errorString());
    return Done{};
}

Result<QString> schemaSql(const QString &systemId)
{
    if (!isShipped(systemId)) {
        return invalid(Words::tr(
            "Gatehouse has no tables to create for \"%1\": it knows only how to read them.")
                           .arg(systemId));
    }
    auto content = readShippedFile(systemId + u"/schema.sql"_s);
    if (!content)
        return content.error();
    return QString::fromUtf8(content.value());
}

std::optional<QString> guideWithPassword(
    const Secret &password, const std::vector<Description> &known)
{
    for (const Description &description : known) {
        for (const QString &sample : description.samplePasswords) {
            if (password.equals(sample.toUtf8()))
                return description.title;
        }
    }
    return {};
}

} // namespace gatehouse::systems
