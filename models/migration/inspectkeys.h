// Keys that stand twice and references to nothing, for tables of any size.
#pragma once

#include "migration/inspect.h"
#include "migration/keybag.h"

#include <map>

namespace gatehouse::migration {

class KeyWatch
{
public:
    KeyWatch(const std::vector<SourceTable> &tables, const InspectRequest &request);

    // During the pass over a table: which of its columns are wanted beside each other.
    struct Group
    {
        QStringList columns;
        std::vector<int> places; // in the table's columns
        KeyBag bag;
        bool unique = false; // a key, declared or asked for
        qint64 nulls = 0;    // keys with NULL in them
        QStringList nullSamples{};
    };
    std::vector<Group> &groupsOf(const QString &table) { return m_groups[table]; }
    static void add(Group &group, const Rows &rows);

    // After all passes; reads what is in doubt once more, for samples and to tell equal hashes from
    // equal keys.
    Result<std::vector<Finding>> findings(Source &source, const InspectRequest &request);

private:
    struct Link
    {
        QString table;
        SourceReference reference;
    };
    Group *group(const QString &table, const QStringList &columns, bool make);
    Result<> judgeKey(Source &source, const QString &table, Group &group, std::vector<Finding> &to);
    Result<> judgeLink(Source &source, const Link &link, std::vector<Finding> &to);

    const std::vector<SourceTable> &m_tables;
    std::map<QString, std::vector<Group>> m_groups;
    std::vector<Link> m_links;
    size_t m_room;
};

} // namespace gatehouse::migration
