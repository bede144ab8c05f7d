#include "catalog/diff.h"

#include "base/safetext.h"
#include "catalog/words.h"

#include <algorithm>
#include <utility>

namespace gatehouse::catalog {

namespace {

void collect(const std::vector<Difference> &all, std::vector<const Difference *> &into)
{
    for (const Difference &one : all) {
        if (one.children.empty())
            into.push_back(&one);
        else
            collect(one.children, into);
    }
}

constexpr int kAloneTurn = 6;

// Types and tables before what refers to them; what cannot run in a transaction last.
int turn(const Difference &one, const QString &statement)
{
    const bool alone = std::any_of(one.mend.begin(), one.mend.end(),
        [](const QString &text) { return text.contains(" CONCURRENTLY "_L1); });
    if (alone)
        return kAloneTurn;
    if (one.object == "enum"_L1 || one.object == "sequence"_L1)
        return 0;
    if (one.object == "table"_L1 || one.object == "constraint"_L1) {
        // Also of a missing table: what it refers to may be missing too.
        if (statement.contains(" FOREIGN KEY ("_L1) || one.expected.startsWith("FOREIGN KEY "_L1))
            return 4;
        return one.object == "table"_L1 ? 1 : 3;
    }
    if (one.object == "column"_L1)
        return 2;
    return one.object == "view"_L1 ? 5 : 3;
}

// What is there and not expected may be somebody's own: taking it away is only advised.
bool isAdvice(const Difference &leaf)
{
    return leaf.sort == Sort::Extra && !leaf.caution.isEmpty();
}

// As comment lines: nothing of a name can end them.
QString commented(const QString &text)
{
    QString lines = text;
    lines.replace(u'\r', u' ');
    return u"-- "_s + lines.replace(u'\n', u"\n-- "_s);
}

} // namespace

QString sentence(const Difference &leaf)
{
    const QString where = safeText(leaf.where(), 120);
    switch (leaf.sort) {
    case Sort::Missing:
        return Words::tr("%1 %2 is missing.").arg(leaf.object, where);
    case Sort::Extra:
        return Words::tr("%1 %2 is there, but not expected.").arg(leaf.object, where);
    case Sort::Different:
        break;
    }
    const auto shown = [](const QString &text) {
        return text.isEmpty() ? Words::tr("nothing") : safeText(text, 80);
    };
    return Words::tr("%1 %2: %3 is %4, expected is %5.")
        .arg(leaf.object, where, leaf.aspect, shown(leaf.found), shown(leaf.expected));
}

std::vector<Mend> mendsOf(const std::vector<Difference> &roots)
{
    std::vector<const Difference *> leaves;
    collect(roots, leaves);
    std::vector<std::pair<int, Mend>> all;
    for (const Difference *leaf : leaves) {
        for (const QString &statement : leaf->mend) {
            const int at = turn(*leaf, statement);
            all.push_back({at, {leaf, statement, isAdvice(*leaf), at == kAloneTurn}});
        }
    }
    std::stable_sort(
        all.begin(), all.end(), [](const auto &a, const auto &b) { return a.first < b.first; });
    std::vector<Mend> mends;
    for (auto &[at, mend] : all)
        mends.push_back(std::move(mend));
    return mends;
}

QString mendScript(const std::vector<Difference> &roots, const QString &schema)
{
    QString script = u"SET search_path TO %1;\nSET lock_timeout TO '2s';\n"_s.arg(
        db::Identifier(schema).quoted());
    bool alone = false;
    const Difference *last = nullptr;
    for (const Mend &mend : mendsOf(roots)) {
        if (mend.alone && !std::exchange(alone, true))
            script += u"\n-- "_s
                + Words::tr("From here on each statement runs outside of a transaction.") + u'\n';
        if (std::exchange(last, mend.leaf) != mend.leaf) {
            script += u'\n' + commented(sentence(*mend.leaf)) + u'\n';
            if (!mend.leaf->caution.isEmpty())
                script += commented(mend.leaf->caution) + u'\n';
        }
        script += (mend.advice ? commented(mend.statement) : mend.statement) + u";\n"_s;
    }
    return script;
}

} // namespace gatehouse::catalog
