// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/hierarchy/id_table.h"

#include "services/hierarchy/path_hash.h"
#include "services/postgres/wire.h"
#include <QUuid>
#include <array>
#include <charconv>

namespace arborist::hierarchy {

namespace wire = postgres::wire;

namespace {

qint64 integerOf(std::string_view bytes)
{
    switch (bytes.size()) {
    case 2:
        return wire::read<qint16>(bytes.data());
    case 4:
        return wire::read<qint32>(bytes.data());
    default:
        return wire::read<qint64>(bytes.data());
    }
}

template <typename Int> std::string bigEndian(Int value)
{
    std::string bytes(sizeof value, '\0');
    for (size_t i = 0; i < sizeof value; ++i)
        bytes[i] = char(quint64(value) >> (8 * (sizeof value - 1 - i)));
    return bytes;
}

std::string_view formatUuid(quint64 high, quint64 low, std::array<char, 36> &text)
{
    static constexpr char kDigits[] = "0123456789abcdef";
    size_t at = 0;
    for (int nibble = 0; nibble < 32; ++nibble) {
        if (nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20)
            text[at++] = '-';
        const quint64 half = nibble < 16 ? high : low;
        text[at++] = kDigits[(half >> (60 - 4 * (nibble % 16))) & 15];
    }
    return {text.data(), text.size()};
}

} // namespace

IdTable IdTable::clone() const
{
    IdTable copy;
    copy.m_type = m_type;
    copy.m_size = m_size;
    copy.m_integers = m_integers.clone();
    copy.m_uuids = m_uuids.clone();
    copy.m_texts = m_texts.clone();
    copy.m_direct = false;
    return copy;
}

quint64 IdTable::hash(std::string_view bytes) const
{
    return m_type == IdType::Integer ? hashInteger(integerOf(bytes)) : hashBytes(bytes);
}

bool IdTable::matches(Item item, std::string_view bytes) const
{
    switch (m_type) {
    case IdType::Integer:
        return m_integers[item] == integerOf(bytes);
    case IdType::Uuid:
        return m_uuids[item] ==
               Uuid{wire::read<quint64>(bytes.data()), wire::read<quint64>(bytes.data() + 8)};
    case IdType::Text:
        break;
    }
    return m_texts[item] == bytes;
}

void IdTable::grow(size_t slots)
{
    m_slots.clear();
    m_slots.resize(slots, kNoItem);
    for (Item item = 0; item < m_size; ++item) {
        const quint64 key = m_type == IdType::Integer ? hashInteger(m_integers[item])
                            : m_type == IdType::Uuid  ? hashBytes(wireOf(item))
                                                      : hashBytes(m_texts[item]);
        size_t slot = key & (slots - 1);
        while (m_slots[slot] != kNoItem)
            slot = (slot + 1) & (slots - 1);
        m_slots[slot] = item;
    }
}

void IdTable::expect(size_t count)
{
    m_expected = count;
    if (m_type != IdType::Integer)
        hashAll(count);
}

void IdTable::hashAll(size_t count)
{
    m_direct = false;
    size_t slots = 1024;
    while (slots * 3 < count * 4)
        slots *= 2;
    if (slots > m_slots.size() || m_size > 0)
        grow(slots);
}

bool IdTable::add(std::string_view bytes)
{
    if (m_type == IdType::Integer) {
        const qint64 id = integerOf(bytes);
        if (m_direct && !addDirect(id))
            hashAll(std::max(m_expected, 2 * m_size));
        if (m_direct)
            return claim(m_slots[size_t(id)], bytes);
    }
    if ((m_size + 1) * 4 > m_slots.size() * 3)
        grow(std::max<size_t>(1024, m_slots.size() * 2));
    const size_t mask = m_slots.size() - 1;
    size_t slot = hash(bytes) & mask;
    while (m_slots[slot] != kNoItem) {
        if (matches(m_slots[slot], bytes))
            return false;
        slot = (slot + 1) & mask;
    }
    return claim(m_slots[slot], bytes);
}

/// Makes room for a small id; false for one that would leave the table mostly empty.
bool IdTable::addDirect(qint64 id)
{
    const size_t limit = std::max<size_t>(1U << 16, 4 * std::max(m_expected, m_size));
    if (id < 0 || size_t(id) >= limit)
        return false;
    if (size_t(id) >= m_slots.size())
        m_slots.resize(std::min(limit, std::max<size_t>(size_t(id) + 1, m_slots.size() * 3 / 2)),
                       kNoItem);
    return true;
}

bool IdTable::claim(Item &slot, std::string_view bytes)
{
    if (slot != kNoItem)
        return false;
    slot = Item(m_size++);
    switch (m_type) {
    case IdType::Integer:
        m_integers.push(integerOf(bytes));
        break;
    case IdType::Uuid:
        m_uuids.push({wire::read<quint64>(bytes.data()), wire::read<quint64>(bytes.data() + 8)});
        break;
    case IdType::Text:
        m_texts.push(bytes);
        break;
    }
    return true;
}

Item IdTable::find(std::string_view bytes) const
{
    if (m_slots.empty())
        return kNoItem;
    if (m_direct) {
        const qint64 id = integerOf(bytes);
        return id >= 0 && size_t(id) < m_slots.size() ? m_slots[size_t(id)] : kNoItem;
    }
    const size_t mask = m_slots.size() - 1;
    size_t slot = hash(bytes) & mask;
    while (m_slots[slot] != kNoItem && !matches(m_slots[slot], bytes))
        slot = (slot + 1) & mask;
    return m_slots[slot];
}

void IdTable::prefetch(std::string_view bytes) const
{
    const quint64 slot = m_direct ? quint64(integerOf(bytes)) : hash(bytes) & (m_slots.size() - 1);
    if (slot < m_slots.size())
        __builtin_prefetch(m_slots.data() + slot);
}

Item IdTable::findSlowly(std::string_view bytes) const
{
    if (bytes.empty() && m_type != IdType::Text)
        return kNoItem;
    for (Item item = 0; item < m_size; ++item) {
        if (matches(item, bytes))
            return item;
    }
    return kNoItem;
}

std::vector<Item> IdTable::findAll(const QStringList &texts) const
{
    IdTable wanted;
    wanted.setType(m_type);
    for (const QString &text : texts) {
        const std::string bytes = wireFromText(text.toUtf8());
        if (!bytes.empty())
            wanted.add(bytes);
    }
    std::vector<Item> items;
    for (Item item = 0; item < m_size && items.size() < wanted.size(); ++item) {
        if (wanted.find(wireOf(item)) != kNoItem)
            items.push_back(item);
    }
    return items;
}

std::string IdTable::wireOf(Item item) const
{
    switch (m_type) {
    case IdType::Integer:
        return bigEndian(m_integers[item]);
    case IdType::Uuid:
        return bigEndian(m_uuids[item].high) + bigEndian(m_uuids[item].low);
    case IdType::Text:
        break;
    }
    return std::string(m_texts[item]);
}

QString IdTable::text(Item item) const
{
    switch (m_type) {
    case IdType::Integer:
        return QString::number(m_integers[item]);
    case IdType::Uuid: {
        std::array<char, 36> buffer;
        const auto view = formatUuid(m_uuids[item].high, m_uuids[item].low, buffer);
        return QString::fromLatin1(view.data(), qsizetype(view.size()));
    }
    case IdType::Text:
        break;
    }
    const auto view = m_texts[item];
    return QString::fromUtf8(view.data(), qsizetype(view.size()));
}

std::string IdTable::wireFromText(QByteArrayView text) const
{
    switch (m_type) {
    case IdType::Integer: {
        qint64 value = 0;
        const auto [end, failure] = std::from_chars(text.begin(), text.end(), value);
        return failure == std::errc() && end == text.end() ? bigEndian(value) : std::string();
    }
    case IdType::Uuid: {
        const QUuid uuid = QUuid::fromString(text);
        const QByteArray bytes = uuid.toRfc4122();
        return uuid.isNull() ? std::string() : bytes.toStdString();
    }
    case IdType::Text:
        break;
    }
    return {text.begin(), text.end()};
}

bool IdTable::isWrittenAs(std::string_view bytes, std::string_view text) const
{
    switch (m_type) {
    case IdType::Integer: {
        std::array<char, 20> buffer;
        const char *end =
            std::to_chars(buffer.data(), buffer.data() + buffer.size(), integerOf(bytes)).ptr;
        return text == std::string_view(buffer.data(), size_t(end - buffer.data()));
    }
    case IdType::Uuid: {
        std::array<char, 36> buffer;
        return text == formatUuid(wire::read<quint64>(bytes.data()),
                                  wire::read<quint64>(bytes.data() + 8), buffer);
    }
    case IdType::Text:
        break;
    }
    return text == bytes;
}

bool IdTable::less(Item a, Item b) const
{
    switch (m_type) {
    case IdType::Integer:
        return m_integers[a] < m_integers[b];
    case IdType::Uuid:
        return std::pair(m_uuids[a].high, m_uuids[a].low) <
               std::pair(m_uuids[b].high, m_uuids[b].low);
    case IdType::Text:
        break;
    }
    return m_texts[a] < m_texts[b];
}

PathHash IdTable::extendPath(PathHash path, Item item, std::string_view separator) const
{
    switch (m_type) {
    case IdType::Integer:
        return extend(path, hashInteger(m_integers[item]));
    case IdType::Uuid: {
        std::array<char, 36> buffer;
        return extendByText(path, formatUuid(m_uuids[item].high, m_uuids[item].low, buffer),
                            separator);
    }
    case IdType::Text:
        break;
    }
    return extendByText(path, m_texts[item], separator);
}

} // namespace arborist::hierarchy
