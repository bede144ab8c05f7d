#include "catalog/diff.h"

#include "base/safetext.h"
#include "catalog/words.h"

#include <algorithm>

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

// Types and tables before what refers to them; what cannot run in a transaction last.
int turn(const Difference &one)
{
    const bool alone = std::any_of(one.mend.begin(), one.mend.end(),
        [](const QString &statement) { return statement.contains(" CONCURRENTLY "_L1); });
    if (alone)
        return 5;
    if (one.object == "enum"_L1 || one.object == "sequence"_L1)
        return 0;
    if (one.object == "table"_L1)
        return 1;
    if (one.object == "column"_L1)
        return 2;
    return one.object == "view"_L1 ? 4 : 3;
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

QString mendScript(const std::vector<Difference> &roots, const QString &schema)
{
    std::vector<const Difference *> leaves;
    collect(roots, leaves);
    std::stable_sort(leaves.begin(), leaves.end(),
        [](const Difference *a, const Difference *b) { return turn(*a) < turn(*b); });
    QString script = u"SET search_path TO %1;\nSET lock_timeout TO '2s';\n"_s.arg(
        db::Identifier(schema).quoted());
    bool alone = false;
    for (const Difference *leaf : leaves) {
        if (leaf->mend.isEmpty())
            continue;
        if (turn(*leaf) == 5 && !alone) {
            alone = true;
            script += u"\n-- "_s
                + Words::tr("From here on each statement runs outside of a transaction.") + u'\n';
        }
        script += u'\n' + commented(sentence(*leaf)) + u'\n';
        if (!leaf->caution.isEmpty())
            script += commented(leaf->caution) + u'\n';
        for (const QString &statement : leaf->mend)
            script += (isAdvice(*leaf) ? commented(statement) : statement) + u";\n"_s;
    }
    return script;
}

} // namespace gatehouse::catalog
