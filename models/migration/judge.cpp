// From counts to findings. Pure: facts in, findings out.
#include "migration/forms.h"
#include "migration/inspect.h"
#include "migration/words.h"

#include <QRegularExpression>

#include <algorithm>
#include <initializer_list>

namespace gatehouse::migration {
namespace {

using S = Finding::Severity;

// One column with its counts at hand.
struct Column
{
    const SourceColumn &source;
    const ColumnFacts &facts;
    const QString &table;
    qint64 present = 0; // neither NULL nor missing nor empty

    qint64 count(std::initializer_list<Form> forms) const
    {
        qint64 sum = 0;
        for (const Form form : forms)
            sum += facts.countOf(QLatin1StringView(formNames()[size_t(form)].id));
        return sum;
    }
    QStringList samples(std::initializer_list<Form> forms) const
    {
        QStringList all;
        for (const Form form : forms)
            for (const FormCount &one : facts.forms)
                if (one.form == QLatin1StringView(formNames()[size_t(form)].id))
                    all += one.samples;
        return all.mid(0, 5);
    }
    bool mostly(qint64 some) const { return present > 0 && some * 10 >= present * 6; }
    bool says(const QString &pattern) const
    {
        return facts.declared.contains(
            QRegularExpression(pattern, QRegularExpression::CaseInsensitiveOption));
    }
    Finding found(S severity, const char *kind, qint64 n, const QString &text,
        const QStringList &samples, std::vector<Fix> fixes) const
    {
        return {severity, QString::fromLatin1(kind), table, facts.name, n, text, samples,
            std::move(fixes)};
    }
};

Fix convert(const char *name, const QString &title)
{
    return {u"convert:"_s + QLatin1StringView(name), title};
}

std::vector<Fix> setAside(std::vector<Fix> first = {})
{
    first.push_back({u"onBad:quarantine"_s, Words::tr("Put these rows into the quarantine")});
    first.push_back({u"onBad:null"_s, Words::tr("Move the row with NULL instead")});
    first.push_back({u"onBad:stop"_s, Words::tr("Stop")});
    return first;
}

constexpr std::initializer_list<Form> kIso{Form::IsoNaive, Form::IsoZoned, Form::IsoDate};
constexpr std::initializer_list<Form> kDays{Form::DayMonth, Form::MonthDay, Form::EitherOrder};
constexpr std::initializer_list<Form> kEpochs{
    Form::EpochS, Form::EpochMs, Form::EpochUs, Form::EpochNs};

bool isTimeColumn(const Column &column)
{
    static const QRegularExpression kName(
        u"(^|[_.])(at|time|timestamp|date|datetime|when|created|updated|expires|deadline)$"_s,
        QRegularExpression::CaseInsensitiveOption);
    const qint64 times = column.count(kIso) + column.count(kDays)
        + column.count({Form::MailTime, Form::Time, Form::NoSuchDate});
    if (column.says(u"date|time"_s))
        return true;
    return column.mostly(times)
        || (kName.match(column.facts.name).hasMatch() && column.count(kEpochs) + times > 0);
}

void naiveTimes(const Column &column, std::vector<Finding> &to)
{
    const qint64 naive = column.count({Form::IsoNaive});
    if (naive == 0)
        return;
    const qint64 zoned = column.count({Form::IsoZoned});
    QString text = Words::tr(
        "%n time(s) (says|say) no zone. In which zone were they written?", nullptr, int(naive));
    if (zoned > 0)
        text += u' ' + Words::tr("%n other(s) (names|name) theirs.", nullptr, int(zoned));
    to.push_back(
        column.found(S::Question, "naive-times", naive, text, column.samples({Form::IsoNaive}),
            {{u"zone"_s, Words::tr("Say the zone: a name like Asia/Seoul, UTC, or an offset")},
                {u"onBad:quarantine"_s, Words::tr("Put these rows into the quarantine")}}));
}

void dayOrder(const Column &column, std::vector<Finding> &to)
{
    const qint64 either = column.count({Form::EitherOrder});
    const qint64 day = column.count({Form::DayMonth}), month = column.count({Form::MonthDay});
    if (either + day + month == 0)
        return;
    QString text =
        Words::tr("%n date(s) (is|are) written with day and month in an order that can be "
                  "read both ways.",
            nullptr, int(either));
    if (either == 0)
        text = day > 0 && month > 0
            ? Words::tr("Some dates begin with the day and some with the month.")
            : day > 0 ? Words::tr("%n date(s) (begins|begin) with the day.", nullptr, int(day))
                      : Words::tr("%n date(s) (begins|begin) with the month.", nullptr, int(month));
    else if (day > 0 && month == 0)
        text += u' ' + Words::tr("%n other(s) can only begin with the day.", nullptr, int(day));
    else if (month > 0 && day == 0)
        text += u' ' + Words::tr("%n other(s) can only begin with the month.", nullptr, int(month));
    to.push_back(
        column.found(S::Question, "day-order", either + day + month, text, column.samples(kDays),
            setAside({convert("dmy", Words::tr("The day comes first")),
                convert("mdy", Words::tr("The month comes first"))})));
}

void epochs(const Column &column, std::vector<Finding> &to)
{
    const std::array<std::pair<Form, const char *>, 4> units{{{Form::EpochS, "epoch-s"},
        {Form::EpochMs, "epoch-ms"}, {Form::EpochUs, "epoch-us"}, {Form::EpochNs, "epoch-ns"}}};
    for (const auto &[form, name] : units)
        if (const qint64 n = column.count({form}))
            to.push_back(column.found(S::Trouble, "epoch-times", n,
                Words::tr("%n value(s) of this column of times (is a number|are numbers), most "
                          "likely: %1.",
                    nullptr, int(n))
                    .arg(formTitle(QString::fromLatin1(name))),
                column.samples({form}),
                setAside({convert(name, Words::tr("Read them as times"))})));
}

void times(const Column &column, std::vector<Finding> &to)
{
    naiveTimes(column, to);
    dayOrder(column, to);
    epochs(column, to);
    if (const qint64 n = column.count({Form::NoSuchDate}))
        to.push_back(column.found(S::Trouble, "no-such-date", n,
            Words::tr("%n date(s) never (was|were).", nullptr, int(n)),
            column.samples({Form::NoSuchDate}), setAside()));
    if (const qint64 n = column.count({Form::Text, Form::Word, Form::NumberText, Form::Integer,
            Form::ZeroOne, Form::Real, Form::UuidText, Form::JsonText}))
        to.push_back(column.found(S::Trouble, "not-a-time", n,
            Words::tr("%n value(s) in this column of times (is|are) none.", nullptr, int(n)),
            column.samples({Form::Text, Form::Word, Form::NumberText, Form::Integer, Form::Real}),
            setAside()));
}

void empties(const Column &column, const char *what, std::vector<Finding> &to)
{
    if (const qint64 n = column.count({Form::Empty}))
        to.push_back(column.found(S::Trouble, "empty", n,
            Words::tr("%n value(s) in this column of %1 (is|are) empty text.", nullptr, int(n))
                .arg(Words::tr(what)),
            {}, setAside({convert("empty-null", Words::tr("Read empty text as NULL"))})));
}

void bytesOfText(const Column &column, std::vector<Finding> &to)
{
    if (const qint64 n = column.count({Form::NotUtf8}))
        to.push_back(column.found(S::Trouble, "not-utf8", n,
            Words::tr("%n text(s) (is|are) no valid UTF-8, which PostgreSQL does not take.",
                nullptr, int(n)),
            column.samples({Form::NotUtf8}),
            setAside(
                {convert("replace-invalid", Words::tr("Replace what is invalid by U+FFFD"))})));
    if (const qint64 n = column.count({Form::Nul}))
        to.push_back(column.found(S::Trouble, "nul", n,
            Words::tr("%n text(s) (holds|hold) NUL characters, which PostgreSQL does not take.",
                nullptr, int(n)),
            column.samples({Form::Nul}),
            setAside({convert("strip-nul", Words::tr("Remove the NUL characters"))})));
    const qint64 blobs = column.count({Form::Bytes});
    if (blobs > 0 && blobs < column.present && !column.says(u"blob|binary"_s))
        to.push_back(column.found(S::Trouble, "bytes-in-text", blobs,
            Words::tr("%n value(s) (is|are) bytes where others are text or numbers.", nullptr,
                int(blobs)),
            column.samples({Form::Bytes}),
            setAside({convert("bytes-as-text", Words::tr("Read the bytes as UTF-8"))})));
}

void json(const Column &column, std::vector<Finding> &to)
{
    const qint64 good = column.count({Form::JsonText});
    const qint64 nul = column.count({Form::JsonNul}), nan = column.count({Form::JsonNaN});
    if (!column.mostly(good + nul + nan) && !column.says(u"json"_s))
        return;
    if (const qint64 n = column.count({Form::Text}))
        to.push_back(column.found(S::Trouble, "bad-json", n,
            Words::tr("%n value(s) of this column of JSON (is|are) no JSON.", nullptr, int(n)),
            column.samples({Form::Text}),
            setAside({convert("json-wrap", Words::tr("Keep the text as a JSON string"))})));
    if (nul > 0)
        to.push_back(column.found(S::Trouble, "json-nul", nul,
            Words::tr("%n JSON value(s) (holds|hold) \\u0000, which jsonb does not take.", nullptr,
                int(nul)),
            column.samples({Form::JsonNul}),
            setAside({convert("json-strip-nul", Words::tr("Remove \\u0000"))})));
    if (nan > 0)
        to.push_back(column.found(S::Trouble, "json-nan", nan,
            Words::tr("%n JSON value(s) (holds|hold) NaN or Infinity, which are no JSON.", nullptr,
                int(nan)),
            column.samples({Form::JsonNaN}),
            setAside({convert("json-wrap", Words::tr("Keep the text as a JSON string"))})));
    empties(column, QT_TRANSLATE_NOOP("gatehouse::migration::Words", "JSON"), to);
}

void numbers(const Column &column, std::vector<Finding> &to)
{
    const qint64 whole = column.count({Form::Integer, Form::ZeroOne}) + column.count(kEpochs);
    const qint64 all = whole + column.count({Form::Real, Form::Decimal, Form::NotFinite});
    const bool declared = column.says(u"int|real|floa|doub|num|dec"_s);
    if (!declared && !column.mostly(all))
        return;
    if (const qint64 n = column.count({Form::Text, Form::Word, Form::JsonText, Form::UuidText}))
        to.push_back(column.found(S::Trouble, "not-a-number", n,
            Words::tr("%n value(s) in this column of numbers (is|are) text.", nullptr, int(n)),
            column.samples({Form::Text, Form::Word}), setAside()));
    if (const qint64 n = column.count({Form::Real}); n > 0 && column.says(u"int"_s))
        to.push_back(column.found(S::Trouble, "not-whole", n,
            Words::tr(
                "%n number(s) in this column of whole numbers (has|have) a fraction or (is|are) "
                "too large for one.",
                nullptr, int(n)),
            column.samples({Form::Real}), setAside({convert("round", Words::tr("Round them"))})));
    if (const qint64 n = column.count({Form::NotFinite}))
        to.push_back(column.found(S::Note, "not-finite", n,
            Words::tr("%n number(s) (is|are) NaN or infinite: double precision takes them, numeric "
                      "and json do not.",
                nullptr, int(n)),
            column.samples({Form::NotFinite}), setAside()));
    empties(column, QT_TRANSLATE_NOOP("gatehouse::migration::Words", "numbers"), to);
}

void booleans(const Column &column, std::vector<Finding> &to)
{
    if (!column.says(u"bool"_s))
        return;
    const qint64 odd = column.present - column.count({Form::ZeroOne, Form::Bool});
    if (odd > 0)
        to.push_back(column.found(S::Trouble, "odd-bool", odd,
            Words::tr("%n value(s) of this column of true and false (is|are) neither 0 nor 1.",
                nullptr, int(odd)),
            column.samples({Form::Word, Form::Integer, Form::Text, Form::Real}),
            setAside({convert("bool", Words::tr("Read words and numbers as true and false"))})));
}

void limits(const Column &column, std::vector<Finding> &to)
{
    const qint64 nothing = column.count({Form::Null, Form::Missing});
    if (column.source.notNull && nothing > 0)
        to.push_back(column.found(S::Trouble, "null", nothing,
            Words::tr(
                "%n value(s) (is|are) NULL in a column that promises none.", nullptr, int(nothing)),
            column.samples({Form::Null}), setAside()));
    if (column.facts.tooLong > 0)
        to.push_back(column.found(S::Trouble, "too-long", column.facts.tooLong,
            Words::tr("%n value(s) (has|have) more than the %1 characters the column promises.",
                nullptr, int(column.facts.tooLong))
                .arg(column.facts.limit),
            column.facts.tooLongSamples,
            setAside({{u"convert:truncate:%1"_s.arg(column.facts.limit), Words::tr("Cut them")}})));
}

} // namespace

std::vector<Finding> judge(const SourceTable &table, const TableFacts &facts)
{
    std::vector<Finding> found;
    for (size_t i = 0; i < facts.columns.size() && i < table.columns.size(); ++i) {
        Column column{table.columns[i], facts.columns[i], facts.name};
        column.present = facts.rows - column.count({Form::Null, Form::Missing, Form::Empty});
        bytesOfText(column, found);
        limits(column, found);
        if (column.says(u"bool"_s)) {
            booleans(column, found);
        } else if (isTimeColumn(column)) {
            times(column, found);
            empties(column, QT_TRANSLATE_NOOP("gatehouse::migration::Words", "times"), found);
        } else {
            numbers(column, found);
            json(column, found);
        }
    }
    return found;
}

} // namespace gatehouse::migration
