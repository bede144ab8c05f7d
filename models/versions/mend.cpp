#include "versions/mend.h"

#include "base/safetext.h"
#include "versions/words.h"

#include <QDateTime>

#include <algorithm>

namespace gatehouse::versions {
namespace {

using catalog::Difference;

bool isNamed(const Difference &one, const QStringList &only, QStringList &used)
{
    for (const QString &name : only) {
        if (name != one.where() && name != one.table && name != one.name)
            continue;
        used.append(name);
        return true;
    }
    return false;
}

std::vector<Difference> chosen(
    const std::vector<Difference> &all, const QStringList &only, QStringList &used)
{
    std::vector<Difference> kept;
    for (const Difference &one : all) {
        if (isNamed(one, only, used)) {
            kept.push_back(one);
            continue;
        }
        Difference node = one;
        node.children = chosen(one.children, only, used);
        if (!node.children.empty())
            kept.push_back(std::move(node));
    }
    return kept;
}

// What has no mend at all stays as well.
void countLeft(const std::vector<Difference> &all, QStringList &left)
{
    for (const Difference &one : all) {
        countLeft(one.children, left);
        if (one.children.empty() && one.mend.isEmpty())
            left.append(catalog::sentence(one));
    }
}

Result<> judgeMend(Step &step)
{
    auto judged = judgeScript(step.up, false);
    if (!judged)
        return judged.error();
    step.together = std::none_of(judged.value().begin(), judged.value().end(),
        [](const Statement &one) { return one.alone; });
    if (step.together)
        judged = judgeScript(step.up, true);
    if (!judged)
        return judged.error();
    step.upStatements = std::move(judged).value();
    step.destroysUp = std::any_of(step.upStatements.begin(), step.upStatements.end(),
        [](const Statement &one) { return one.destroys(); });
    step.print = scriptPrint(step.upStatements);
    return Done{};
}

} // namespace

Result<MendStep> mendStep(const Drift &drift, const QStringList &only)
{
    QStringList used;
    const std::vector<Difference> roots =
        only.isEmpty() ? drift.differences : chosen(drift.differences, only, used);
    for (const QString &name : only) {
        if (!used.contains(name))
            return invalid(Words::tr("\"%1\" is none of the differences; gatehousectl schema diff "
                                     "names them.")
                               .arg(safeText(name, 80)));
    }
    MendStep mend;
    const Difference *last = nullptr;
    QStringList statements;
    for (const catalog::Mend &one : catalog::mendsOf(roots)) {
        const bool first = std::exchange(last, one.leaf) != one.leaf;
        if (one.advice) {
            if (first)
                mend.left.append(catalog::sentence(*one.leaf));
            continue;
        }
        if (first) {
            ++mend.mended;
            if (!one.leaf->caution.isEmpty())
                mend.cautions.append(catalog::sentence(*one.leaf) + u' ' + one.leaf->caution);
        }
        statements.append(one.statement);
    }
    countLeft(roots, mend.left);
    Step &step = mend.step;
    step.system = drift.system.isEmpty() ? u"layout"_s : drift.system;
    step.id = u"mend_"_s + QDateTime::currentDateTimeUtc().toString(u"yyyyMMddTHHmmsszzz"_s);
    step.title = Words::tr("Mend %n difference(s) of the structure", nullptr, mend.mended);
    step.oneWay = true;
    step.up = statements.join(u";\n"_s);
    step.verify = u"SELECT ''::text, true WHERE false"_s; // comparing again is the verification
    if (auto judged = judgeMend(step); !judged)
        return judged.error();
    return mend;
}

} // namespace gatehouse::versions
