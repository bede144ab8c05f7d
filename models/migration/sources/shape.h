// Which paths the documents of a collection have, learnt from every one of them.
#pragma once

#include "migration/source.h"
#include "migration/sources/document.h"

#include <memory>

namespace gatehouse::migration {

constexpr int kMostColumns = 200;
constexpr int kMostMembers = 64;  // an object with more names than this is a map, and one value
constexpr int kDeepestColumn = 4; // "a.b.c.d"

class Shape;

struct Field
{
    std::string key;
    int depth = 0;
    bool value = false;     // it stands there as a value of its own
    bool collapsed = false; // its members are not told apart any more
    bool rows = false;      // arrays of documents: a table
    std::vector<int> members{};
    std::shared_ptr<Shape> table{}; // of the elements
};

// A tree of fields; field 0 is the whole document.
class Shape
{
public:
    explicit Shape(bool nested = false) : m_nested(nested) { m_fields.push_back({}); }

    void learn(const Document &document, quint32 node = 0);
    const std::vector<Field> &fields() const { return m_fields; }
    int member(int field, std::string_view key, size_t &hint) const; // -1: none
    bool hasRest() const { return m_rest; } // there were fields beyond the limit

    QStringList columns() const;         // paths, in the order in which they were met
    int find(const QString &path) const; // -1: none; also a path to an object
    std::vector<std::pair<QString, int>> tables() const; // path and field of embedded documents

private:
    void learn(const Document &document, quint32 node, int field);
    void learnObject(const Document &document, quint32 node, int field);
    void learnArray(const Document &document, quint32 node, int field);
    int add(int field, std::string_view key);
    QString pathOf(int field) const;

    std::vector<Field> m_fields;
    std::vector<int> m_parents{-1};
    bool m_nested; // within an array: arrays in it stay values
    bool m_rest = false;
};

} // namespace gatehouse::migration
