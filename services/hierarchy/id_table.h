// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/hierarchy/columns.h"
#include "services/hierarchy/path_hash.h"
#include <QString>
#include <QStringList>
#include <string>
#include <string_view>
#include <vector>

namespace arborist::hierarchy {

/// Number of an item within one snapshot.
using Item = quint32;
inline constexpr Item kNoItem = 0xFFFFFFFFU;

enum class IdType { Integer, Uuid, Text };

/// Texts one after the other in one block.
class TextColumn
{
public:
    void push(std::string_view text)
    {
        m_bytes.append(text.data(), text.size());
        m_ends.push(m_bytes.size());
    }
    std::string_view operator[](size_t i) const
    {
        const quint64 begin = i ? m_ends[i - 1] : 0;
        return {m_bytes.data() + begin, size_t(m_ends[i] - begin)};
    }
    bool empty() const { return m_ends.empty(); }
    size_t size() const { return m_ends.size(); }
    TextColumn clone() const
    {
        TextColumn copy;
        copy.m_ends = m_ends.clone();
        copy.m_bytes = m_bytes.clone();
        return copy;
    }
    void clear()
    {
        m_ends.clear();
        m_bytes.clear();
    }

private:
    Array<quint64> m_ends;
    Array<char> m_bytes;
};

/// The ids of all items, 8 bytes each for integers, 16 for uuid, 8 and the bytes for text. While
/// rows are read it also finds an item by its id; freeLookup() drops that part.
class IdTable
{
public:
    void setType(IdType type)
    {
        m_type = type;
        m_direct = type == IdType::Integer;
    }
    IdType type() const { return m_type; }
    size_t size() const { return m_size; }

    /// Adds the id of the next item, in the wire's binary form. Returns false if it is there
    /// already.
    bool add(std::string_view wire);
    /// The item with that id, in the wire's binary form; kNoItem if there is none (yet).
    Item find(std::string_view wire) const;
    /// Asks for the memory that find() will look at first.
    void prefetch(std::string_view wire) const;
    /// Prepares for about that many ids.
    void expect(size_t count);
    void freeLookup() { m_slots.clear(); }
    /// A copy without the lookup part.
    IdTable clone() const;

    /// As people and SQL write it.
    QString text(Item item) const;
    /// The wire's binary form of what people write; empty if it cannot be an id of this type.
    std::string wireFromText(QByteArrayView text) const;
    /// Whether `text` is how that id (in the wire's form) is written.
    bool isWrittenAs(std::string_view wire, std::string_view text) const;
    /// Finds without the lookup part, by looking through all.
    Item findSlowly(std::string_view wire) const;
    /// The items with those ids as people write them, in one pass; unknown ones are left out.
    std::vector<Item> findAll(const QStringList &texts) const;
    /// Order of ids: numbers as numbers, uuid and text by their bytes.
    bool less(Item a, Item b) const;
    /// The hash of `path` followed by this id's text (see path_hash.h).
    PathHash extendPath(PathHash path, Item item, std::string_view separator) const;

    static constexpr size_t kLongest = 1024; ///< bytes of a text id

private:
    struct Uuid {
        quint64 high, low;
        bool operator==(const Uuid &) const = default;
    };

    std::string wireOf(Item item) const;
    quint64 hash(std::string_view wire) const;
    bool matches(Item item, std::string_view wire) const;
    void hashAll(size_t count);
    void grow(size_t slots);
    bool addDirect(qint64 id);
    bool claim(Item &slot, std::string_view wire);

    IdType m_type = IdType::Integer;
    size_t m_size = 0;
    Array<qint64> m_integers;
    Array<Uuid> m_uuids;
    TextColumn m_texts;
    /// Where small integers are the ids (the usual bigserial), the slot is the id itself and rows
    /// in the order of their ids touch neighbouring memory; else a power of two, at most 3/4 full.
    Array<Item> m_slots;
    size_t m_expected = 0;
    bool m_direct = true;
};

} // namespace arborist::hierarchy
