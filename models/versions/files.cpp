#include "versions/files.h"

#include "base/safetext.h"
#include "versions/words.h"

#include <QDir>
#include <QFile>
#include <QHash>
#include <QSet>

#include <algorithm>

namespace gatehouse::versions {

QStringList filesOf(const QString &folder, const QStringList &patterns)
{
    return QDir(folder).entryList(patterns, QDir::Files, QDir::Name).mid(0, kMostFiles);
}

QByteArray readStep(const QString &folder, const QString &name, std::vector<Issue> &issues)
{
    QFile file(folder + u'/' + name);
    if (!file.open(QIODevice::ReadOnly)) {
        issues.push_back(trouble(Words::tr("The file %1 cannot be read: %2.")
                                     .arg(safeText(name, 120), safeText(file.errorString())),
            name));
        return {};
    }
    if (file.size() > kLargestStep) {
        issues.push_back(trouble(Words::tr("The file %1 is too long for a step and was left out.")
                                     .arg(safeText(name, 120)),
            name));
        return {};
    }
    return file.read(kLargestStep);
}

QString firstFolder(const QString &root, const QStringList &relative)
{
    for (const QString &one : relative) {
        if (QDir(root + u'/' + one).exists())
            return one;
    }
    return {};
}

Issue note(const QString &text, const QString &where)
{
    return {Issue::Severity::Note, text, where};
}

Issue warning(const QString &text, const QString &where)
{
    return {Issue::Severity::Warning, text, where};
}

Issue trouble(const QString &text, const QString &where)
{
    return {Issue::Severity::Error, text, where};
}

// Kahn's walk; what is left over stands in a circle.
void arrange(std::vector<Revision> &revisions, std::vector<Issue> &issues)
{
    QHash<QString, size_t> at;
    for (size_t i = 0; i < revisions.size(); ++i) {
        if (at.contains(revisions[i].id))
            issues.push_back(
                trouble(Words::tr("The version %1 is there twice: in %2 and in %3.")
                            .arg(safeText(revisions[i].id, 80),
                                safeText(revisions[at.value(revisions[i].id)].file, 120),
                                safeText(revisions[i].file, 120)),
                    revisions[i].file));
        else
            at.insert(revisions[i].id, i);
    }
    QHash<QString, std::vector<size_t>> children;
    std::vector<int> waits(revisions.size(), 0);
    QSet<QString> below;
    for (size_t i = 0; i < revisions.size(); ++i) {
        for (const QString &parent : revisions[i].parents + revisions[i].depends) {
            if (!at.contains(parent)) {
                issues.push_back(
                    trouble(Words::tr("%1 comes after %2, but no file has that version.")
                                .arg(safeText(revisions[i].id, 80), safeText(parent, 80)),
                        revisions[i].file));
                continue;
            }
            children[parent].push_back(i);
            ++waits[i];
        }
        for (const QString &parent : std::as_const(revisions[i].parents))
            below.insert(parent);
    }
    std::vector<size_t> order, ready;
    for (size_t i = revisions.size(); i-- > 0;) {
        if (waits[i] == 0)
            ready.push_back(i);
    }
    while (!ready.empty()) {
        const size_t next = ready.back();
        ready.pop_back();
        order.push_back(next);
        const std::vector<size_t> &after = children[revisions[next].id];
        for (auto child = after.rbegin(); child != after.rend(); ++child) {
            if (--waits[*child] == 0)
                ready.push_back(*child);
        }
    }
    if (order.size() < revisions.size()) {
        QStringList round;
        for (size_t i = 0; i < revisions.size(); ++i) {
            if (waits[i] > 0) {
                round << revisions[i].id;
                order.push_back(i);
            }
        }
        issues.push_back(trouble(Words::tr("These versions come after one another in a circle: %1.")
                                     .arg(safeText(round.join(u", "_s), 200))));
    }
    std::vector<Revision> arranged;
    for (const size_t i : order) {
        revisions[i].head = !below.contains(revisions[i].id);
        arranged.push_back(std::move(revisions[i]));
    }
    revisions = std::move(arranged);
}

void chain(std::vector<Revision> &revisions, bool (*less)(const QString &, const QString &),
    std::vector<Issue> &issues)
{
    std::stable_sort(revisions.begin(), revisions.end(),
        [less](const Revision &a, const Revision &b) { return less(a.id, b.id); });
    for (size_t i = 0; i < revisions.size(); ++i) {
        revisions[i].head = i + 1 == revisions.size();
        if (i == 0)
            continue;
        revisions[i].parents = {revisions[i - 1].id};
        if (revisions[i].id == revisions[i - 1].id)
            issues.push_back(trouble(
                Words::tr("The version %1 is there twice: in %2 and in %3.")
                    .arg(safeText(revisions[i].id, 80), safeText(revisions[i - 1].file, 120),
                        safeText(revisions[i].file, 120)),
                revisions[i].file));
    }
}

} // namespace gatehouse::versions
