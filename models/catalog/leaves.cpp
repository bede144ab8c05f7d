#include "catalog/leaves.h"

#include <QRegularExpression>

namespace gatehouse::catalog {

QString quoted(const QString &name) { return db::Identifier(name).quoted(); }

static Difference begun(const Leaf &leaf, Sort sort, Severity severity, const QString &why)
{
    Difference one;
    one.sort = sort;
    one.severity = severity;
    one.object = leaf.object;
    one.table = leaf.table;
    one.name = leaf.name;
    one.why = why;
    return one;
}

Difference Leaf::missing(Severity severity, const QString &expected, const QString &why) const
{
    Difference one = begun(*this, Sort::Missing, severity, why);
    one.expected = expected;
    return one;
}

Difference Leaf::extra(Severity severity, const QString &found, const QString &why) const
{
    Difference one = begun(*this, Sort::Extra, severity, why);
    one.found = found;
    return one;
}

Difference Leaf::other(Severity severity, const QString &aspect, const QString &expected,
    const QString &found, const QString &why) const
{
    Difference one = begun(*this, Sort::Different, severity, why);
    one.aspect = aspect;
    one.expected = expected;
    one.found = found;
    return one;
}

static QString plain(const QString &text)
{
    static const QRegularExpression cast(
        u"^\\(?('(?:[^']|'')*'|-?[0-9.]+)\\)?(::[a-z ]+(\\([0-9, ]+\\))?(\\[\\])?)*$"_s);
    QString value = text;
    if (const auto match = cast.match(text); match.hasMatch())
        value = match.captured(1);
    bool number = false;
    QString bare = value;
    bare.remove(u'\'');
    const double parsed = bare.toDouble(&number);
    if (number && bare.size() < 15) // more digits than a double holds stay as they are
        return QString::number(parsed, 'g', 17);
    static const QRegularExpression zoned(u"^timezone\\(('[^']*'::text), (.*)\\)$"_s); // before 14
    if (const auto match = zoned.match(value); match.hasMatch())
        return u"(%1 AT TIME ZONE %2)"_s.arg(match.captured(2), match.captured(1));
    if (value.compare("current_timestamp"_L1, Qt::CaseInsensitive) == 0)
        return u"now()"_s;
    return value;
}

bool sameDefault(const QString &a, const QString &b) { return a == b || plain(a) == plain(b); }

static QString canonical(QString rule)
{
    static const QRegularExpression whole(
        u"\\(ARRAY\\[((?:'(?:[^']|'')*'::character varying(?:, )?)+)\\]\\)::text\\[\\]"_s);
    static const QRegularExpression each(u"('(?:[^']|'')*')::character varying"_s);
    static const QRegularExpression one(u"\\(('(?:[^']|'')*')::character varying\\)::text"_s);
    for (auto match = whole.match(rule); match.hasMatch(); match = whole.match(rule))
        rule.replace(match.capturedStart(), match.capturedLength(),
            u"ARRAY["_s + match.captured(1).replace(each, u"\\1::text"_s) + u']');
    return rule.replace(one, u"\\1::text"_s);
}

bool sameRule(const QString &a, const QString &b) { return a == b || canonical(a) == canonical(b); }

bool isWider(const QString &found, const QString &expected)
{
    static const QRegularExpression limited(u"^character varying\\((\\d+)\\)$"_s);
    const auto a = limited.match(found), b = limited.match(expected);
    const bool anyText = found == "text"_L1 || found == "character varying"_L1;
    const bool expectsText =
        b.hasMatch() || expected == "text"_L1 || expected == "character varying"_L1;
    if (anyText && expectsText)
        return true;
    if (a.hasMatch() && b.hasMatch())
        return a.captured(1).toInt() > b.captured(1).toInt();
    static const QStringList whole{u"smallint"_s, u"integer"_s, u"bigint"_s, u"numeric"_s};
    if (whole.contains(found) && whole.contains(expected))
        return whole.indexOf(found) > whole.indexOf(expected);
    static const QRegularExpression digits(u"\\(\\d\\)"_s); // timestamp(6) is timestamp
    QString one = found, other = expected;
    return one.remove(digits) == other.remove(digits)
        && (found.contains("(6)"_L1) || expected.contains("(6)"_L1));
}

} // namespace gatehouse::catalog
