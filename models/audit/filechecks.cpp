// What gives a trail in files away: a rotated file that is missing, numbers that are, time that went
// backwards from line to line.
#include "audit/checks.h"
#include "audit/filetrail.h"
#include "audit/words.h"

#include <QMap>
#include <QRegularExpression>

#include <algorithm>

namespace gatehouse::audit {

namespace {

using Kind = Finding::Kind;

constexpr qint64 kBackwardsMs = 60'000; // as in tables: several workers write at once
constexpr size_t kMostOfAKind = 20;

// "audit.jsonl.1" and ".3" without ".2"; and ".1" without "audit.jsonl", which is written to.
std::vector<Finding> missingFiles(const QStringList &files)
{
    if (files.size() < 2)
        return {}; // one file was given, not a folder
    static const QRegularExpression form(u"^(.*\\.jsonl)(?:\\.(\\d{1,6}))?$"_s);
    QMap<QString, QList<int>> sets;
    for (const QString &file : files)
        if (const auto hit = form.match(file); hit.hasMatch())
            sets[hit.captured(1)] << hit.captured(2).toInt();
    std::vector<Finding> findings;
    for (auto set = sets.cbegin(); set != sets.cend(); ++set) {
        const int last = *std::max_element(set->begin(), set->end());
        for (int number = 0; number < last && findings.size() < kMostOfAKind; ++number) {
            if (set->contains(number))
                continue;
            const QString name = number == 0 ? set.key() : set.key() + u'.' + QString::number(number);
            findings.push_back({Kind::Gaps,
                Words::tr("The file %1 is missing, although an older one of the same set is there.")
                    .arg(name),
                1, name, name});
        }
    }
    return findings;
}

// Goes with the rows in the order in which they stand there.
class LineCheck
{
public:
    void take(const std::optional<QString> &id, const std::optional<QString> &time)
    {
        bool number = false;
        const qint64 now = id ? id->toLongLong(&number) : 0;
        m_numbered = m_numbered && number;
        if (m_numbered && m_any && now - m_id > 1)
            m_gaps.push_back({Kind::Gaps,
                now - m_id == 2
                    ? Words::tr("Row %1 is missing.").arg(m_id + 1)
                    : Words::tr("Rows %1 to %2 are missing, %3 in all.")
                          .arg(m_id + 1)
                          .arg(now - 1)
                          .arg(now - m_id - 1),
                now - m_id - 1, QString::number(m_id + 1), QString::number(now - 1)});
        m_id = now;
        const QDateTime at = time ? QDateTime::fromString(time->left(19), u"yyyy-MM-dd HH:mm:ss"_s)
                                  : QDateTime();
        const qint64 ms = at.isValid() ? at.toMSecsSinceEpoch() : m_at;
        if (m_any && m_at - ms > kBackwardsMs)
            m_backwards.push_back({Kind::Backwards,
                Words::tr("Row %1 was written at %2, %3 s before the row that precedes it.")
                    .arg(id.value_or(QString()), time->left(19))
                    .arg((m_at - ms) / 1000),
                (m_at - ms) / 1000, id.value_or(QString()), *time});
        m_at = ms;
        m_any = true;
        trim(m_gaps);
        trim(m_backwards);
    }

    std::vector<Finding> findings(std::vector<Finding> files)
    {
        std::vector<Finding> all = std::move(files);
        const bool whole = all.empty();
        worst(m_backwards);
        if (m_numbered) {
            worst(m_gaps);
            all.insert(all.end(), m_gaps.begin(), m_gaps.end());
            if (whole && m_gaps.empty())
                all.push_back({Kind::Clean,
                    Words::tr("No number is missing between the first row and the last.")});
        } else {
            all.push_back({Kind::NotCheckable,
                Words::tr("Missing rows cannot be told: the lines of these files are not numbered.")});
        }
        all.insert(all.end(), m_backwards.begin(), m_backwards.end());
        if (m_backwards.empty())
            all.push_back({Kind::Clean,
                Words::tr("Time never goes backwards by more than a minute from row to row.")});
        return all;
    }

private:
    static void worst(std::vector<Finding> &findings)
    {
        std::stable_sort(findings.begin(), findings.end(),
            [](const Finding &a, const Finding &b) { return a.count > b.count; });
        if (findings.size() > kMostOfAKind)
            findings.resize(kMostOfAKind);
    }
    // Bounded, however bad a file is.
    static void trim(std::vector<Finding> &findings)
    {
        if (findings.size() > 10 * kMostOfAKind)
            worst(findings);
    }

    bool m_numbered = true, m_any = false;
    qint64 m_id = 0, m_at = 0;
    std::vector<Finding> m_gaps, m_backwards;
};

} // namespace

Result<std::vector<Finding>> examine(const FileTrail &trail, const CancelToken &token)
{
    const auto relation = trail.source()->relation();
    const browse::Column *id = relation->column(u"id"_s), *time = relation->column(u"time"_s);
    LineCheck check;
    const auto failed = trail.each({relation, {}, {{u"n"_s}}, {}}, {id, time}, token,
        [&check](const FileTrail::Cell &cell) {
            check.take(cell(0), cell(1));
            return true;
        });
    if (failed)
        return *failed;
    return check.findings(missingFiles(trail.report().files));
}

} // namespace gatehouse::audit
