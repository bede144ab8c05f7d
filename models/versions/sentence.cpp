#include "versions/sentence.h"

#include "base/safetext.h"
#include "versions/tool.h"
#include "versions/words.h"

#include <algorithm>

namespace gatehouse::versions {

namespace {

constexpr qsizetype kShown = 5;

QString some(const QStringList &versions)
{
    const QString text = safeText(versions.mid(0, kShown).join(u", "_s));
    return versions.size() > kShown ? text + u", …"_s : text;
}

QString notSetUp(const State &state, const systems::VersionScheme *scheme)
{
    const QString tool = toolTitle(state.tool);
    const QString note = scheme ? systems::translated(scheme->note) : QString();
    return Words::tr("%1 is configured but absent: there are no steps and nothing is stamped in a "
                     "table %2. Compare the structure instead. %3")
        .arg(tool, safeText(state.table, 80), note)
        .trimmed();
}

QString unstamped(const State &state)
{
    const QString what = state.tableExists
        ? Words::tr("the table %1 is empty").arg(safeText(state.table, 80))
        : Words::tr("the table %1 is not").arg(safeText(state.table, 80));
    return Words::tr(
        "Not stamped: the service's tables are there, but %1. An upgrade would fail, "
        "because it would make tables that exist; a downgrade would drop them. Compare "
        "the structure, then stamp %2.")
        .arg(what, state.heads.isEmpty() ? Words::tr("the version it fits") : some(state.heads));
}

QString dirty(const State &state)
{
    const auto failed = std::find_if(state.revisions.begin(), state.revisions.end(),
        [](const Revision &one) { return one.failed; });
    return Words::tr("%1 is dirty: the step %2 began and did not end. Look which of its statements "
                     "ran, finish or undo them, then stamp.")
        .arg(toolTitle(state.tool),
            failed == state.revisions.end() ? QString() : safeText(failed->id, 80));
}

QString behind(const State &state)
{
    const auto pending = int(state.pending.size());
    if (state.current.isEmpty())
        return Words::tr(
            "%1: nothing was applied yet; %n step(s) (is|are) pending, up to %2.", nullptr, pending)
            .arg(toolTitle(state.tool), some(state.heads));
    return Words::tr("%1 is at %2; %n step(s) (is|are) pending: %3.", nullptr, pending)
        .arg(toolTitle(state.tool), some(state.current), some(state.pending));
}

} // namespace

QString sentence(const State &state, const systems::VersionScheme *scheme)
{
    const QString tool = toolTitle(state.tool);
    const QString note = scheme ? systems::translated(scheme->note) : QString();
    switch (state.verdict) {
    case Verdict::None:
        return Words::tr("No tool keeps versions here; compare the structure instead. %1")
            .arg(note)
            .trimmed();
    case Verdict::NotSetUp:
        return notSetUp(state, scheme);
    case Verdict::Unstamped:
        return unstamped(state);
    case Verdict::Current:
        return Words::tr("%1 is at %2, the newest version.").arg(tool, some(state.current));
    case Verdict::Behind:
        return behind(state);
    case Verdict::Unknown:
        return Words::tr("%1 has applied %2, for which there is no file: another branch of the "
                         "project, or files were deleted. Find them before any upgrade.")
            .arg(tool, some(state.unknown));
    case Verdict::SeveralHeads:
        return Words::tr("%1 has several heads: %2. Merge them before any upgrade.")
            .arg(tool, some(state.heads.size() > 1 ? state.heads : state.current));
    case Verdict::Dirty:
        return dirty(state);
    case Verdict::Edited:
        return Words::tr("%1 would refuse to go on: a file was changed after it was applied.")
            .arg(tool);
    case Verdict::Broken:
        return Words::tr("The files of %1 contradict each other; nothing can be said about what is "
                         "pending until they are mended.")
            .arg(tool);
    case Verdict::NotKnown:
        return Words::tr("%1 is at %2. Which versions there are is not known: name the project's "
                         "folder.")
            .arg(tool, some(state.current));
    case Verdict::Unreadable:
        return Words::tr("%1 exists, but this role may not read it, so the version is not known.")
            .arg(safeText(state.table, 80));
    }
    return {};
}

QString verdictTitle(Verdict verdict)
{
    switch (verdict) {
    case Verdict::None:
        return Words::tr("No versions");
    case Verdict::NotSetUp:
        return Words::tr("Configured, absent");
    case Verdict::Unstamped:
        return Words::tr("Not stamped");
    case Verdict::Current:
        return Words::tr("Current");
    case Verdict::Behind:
        return Words::tr("Steps pending");
    case Verdict::Unknown:
        return Words::tr("No file");
    case Verdict::SeveralHeads:
        return Words::tr("Several heads");
    case Verdict::Dirty:
        return Words::tr("Dirty");
    case Verdict::Edited:
        return Words::tr("Edited files");
    case Verdict::Broken:
        return Words::tr("Broken files");
    case Verdict::NotKnown:
        return Words::tr("Steps not known");
    case Verdict::Unreadable:
        return Words::tr("Not readable");
    }
    return {};
}

} // namespace gatehouse::versions
