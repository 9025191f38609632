// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <algorithm>
#include <memory>
#include <vector>

namespace arborist::postgres {

struct SqlTreeData;

/// A place in a parse tree: an object, a list or a value. A light handle; the tree must outlive it.
/// Looking for what is not there gives an absent node, whose parts are absent too.
class SqlNode
{
public:
    SqlNode() = default;
    explicit operator bool() const { return m_index >= 0; }

    SqlNode operator[](QByteArrayView key) const;
    /// The object that stands under its node's name: kind() of {"RangeVar": {...}} is "RangeVar",
    /// inner() what it holds.
    QByteArrayView kind() const;
    SqlNode inner() const;
    /// inner() if the kind is this one, else absent.
    SqlNode as(QByteArrayView wanted) const;
    QByteArrayView key() const; ///< under which it hangs; empty in lists
    QByteArrayView bytes() const;
    QString text() const { return QString::fromUtf8(bytes()); }
    qint64 integer() const { return bytes().toByteArray().toLongLong(); }
    bool isTrue() const { return bytes() == "true"; }
    bool is(QByteArrayView value) const { return bytes() == value; }
    qsizetype size() const; ///< parts of an object or list

    /// Parts of an object or list, in order.
    class Iterator
    {
    public:
        Iterator(const SqlTreeData *data, int index) : m_data(data), m_index(index) {}
        SqlNode operator*() const { return SqlNode(m_data, m_index); }
        Iterator &operator++();
        bool operator!=(const Iterator &other) const { return m_index != other.m_index; }

    private:
        const SqlTreeData *m_data;
        int m_index;
    };
    Iterator begin() const;
    Iterator end() const { return {m_data, -1}; }

    /// Calls `visit(node)` for everything below, parents first; not recursive.
    template <typename Visit> void walk(Visit visit) const
    {
        std::vector<SqlNode> open{*this};
        while (!open.empty()) {
            const SqlNode node = open.back();
            open.pop_back();
            const std::size_t size = open.size();
            for (const SqlNode part : node) {
                visit(part);
                open.push_back(part);
            }
            std::reverse(open.begin() + std::ptrdiff_t(size), open.end());
        }
    }

private:
    friend class SqlTree;
    SqlNode(const SqlTreeData *data, int index) : m_data(data), m_index(index) {}

    const SqlTreeData *m_data = nullptr;
    int m_index = -1;
};

/// The parse tree of one statement or of several (libpg_query, the grammar of version 15), as its
/// JSON has it: node and field names are those of PostgreSQL's sources.
class SqlTree
{
public:
    /// Of UTF-8 without NUL. Empty (no statements) where the parser does not understand it, and
    /// where it is too large to be looked into (see isTooLarge()).
    explicit SqlTree(QByteArrayView sql);
    ~SqlTree();
    SqlTree(SqlTree &&) noexcept;
    SqlTree &operator=(SqlTree &&) noexcept;

    qsizetype size() const; ///< statements
    /// Node of a statement: kind() is "AlterTableStmt".
    SqlNode statement(qsizetype index = 0) const;
    /// "syntax error at or near ..."; empty if it was understood.
    QString error() const;
    /// In characters of the SQL, from 1; 0 if unknown.
    int errorPosition() const;
    bool isTooLarge() const; ///< so many tokens that the tree might be too deep for a stack

private:
    std::unique_ptr<SqlTreeData> m_data;
};

} // namespace arborist::postgres
