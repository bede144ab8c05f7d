// What a migration does, as a file (M2): the wizard edits it, the command line runs it. Versioned,
// printed the same way each time, so that two can be compared line by line.
#pragma once

#include "base/result.h"

#include <QMap>
#include <QStringList>
#include <QUuid>
#include <QVariantMap>

#include <optional>
#include <vector>

namespace gatehouse::migration {

inline constexpr int kPlanVersion = 1;

enum class OnBad { Quarantine, Null, Stop, Default }; // a value that does not fit its column
enum class OnOrphan { Quarantine, Null, Stub, Stop }; // a row whose parent is nowhere
enum class Existing { Fail, Skip, Update };           // rows the target has already, by their key
// First: the first that is not NULL. Join: their texts with a stroke between them. Object: a JSON
// object of them; "details.*" is each column of that beginning, named without it.
enum class Combine { First, Join, Object };

// How one target column comes about. Without `from` it is `fallback` in each row.
struct ColumnRule
{
    QStringList from;      // names of source columns; several are combined
    QString to;            // target column
    QString type;          // as format_type prints it: "character varying(36)"
    QStringList convert{}; // names of conversions, in this order; "uuid5:users" has an argument
    QString zone{};        // of times without one: IANA name, "UTC" or "+09:00"; empty: not said,
                           // and such times do not fit into a timestamptz. "?" has to be answered
    Combine combine = Combine::First;
    OnBad onBad = OnBad::Quarantine;
    std::optional<QString> fallback{}; // for NULL, missing, and OnBad::Default; read as text
    QMap<QString, QString> map{};      // text that is replaced as a whole, before conversions
    bool notNull = false;              // for tables this plan makes; else the catalog decides
    bool operator==(const ColumnRule &) const = default;
};

struct ReferenceRule
{
    QStringList columns; // of the target table
    QString table;       // in the target schema
    QStringList otherColumns;
    OnOrphan onOrphan = OnOrphan::Quarantine;
    QMap<QString, QString> stub{}; // further columns of a parent made for orphans: values, or
                                   // "=column" of the orphan, "=column.member" of its JSON
    bool operator==(const ReferenceRule &) const = default;
};

struct TableRule
{
    QString from, to;
    std::vector<ColumnRule> columns;
    QStringList key{};     // target columns; empty: as the target declares, else none
    QString extra{};       // target json column that takes the fields without a rule; empty: none.
                           // Fields "metadata.x" go into a column "metadata" as "x"
    QStringList extraWith{}; // source columns that go there too although they have a rule
    bool distinct = false;   // of rows with the same key the first counts, the rest is left out
    QStringList leave{};   // source columns that are not moved on purpose
    QString onlyColumn{};  // source column; only rows where it is one of onlyValues
    QStringList onlyValues{};
    Existing existing = Existing::Fail;
    std::vector<ReferenceRule> references{}; // how orphans are treated; others are quarantined
    bool operator==(const TableRule &) const = default;
};

struct PlanSource
{
    QString uri, kind; // kind empty: recognised by content
    QVariantMap options{};
    bool operator==(const PlanSource &) const = default;
};

struct PlanTarget
{
    QString system{}; // id; its tables are made where they are missing. Empty: made from the rules
    QString schema = QStringLiteral("public");
    bool operator==(const PlanTarget &) const = default;
};

struct Plan
{
    PlanSource source;
    PlanTarget target;
    QUuid ids{};              // namespace of uuid5; null is one of ours for the target system
    qint64 bytesPerSecond = 0; // throttle; 0: none
    std::vector<TableRule> tables;
    QStringList notes{}; // shown with the plan: what was assumed, what is not moved
    bool operator==(const Plan &) const = default;
};

// What keeps it from running, as whole sentences with the place ("tables[0].columns[2]"); empty
// when it can run. Knows the plan alone, neither source nor target.
QStringList missing(const Plan &plan);

// Strict: an unknown member, a wrong type or another version is Invalid and names the place.
Result<Plan> parsePlan(const QByteArray &json);
QByteArray printPlan(const Plan &plan); // without what has its default; ends with a newline

QUuid idNamespace(const Plan &plan);

} // namespace gatehouse::migration
