// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/hierarchy/item_reader.h"

#include "services/postgres/wire.h"
#include <QCoreApplication>

namespace arborist::hierarchy {

namespace wire = postgres::wire;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ItemReader", text);
}

QString fromUtf8(std::string_view bytes)
{
    return QString::fromUtf8(bytes.data(), qsizetype(bytes.size()));
}

} // namespace

ItemReader::ItemReader(const Mapping &mapping, const ScanQuery &query, const Limits &limits)
    : m_mapping(mapping),
      m_query(query),
      m_limits(limits),
      m_pathRule(mapping.rules.path.value_or(PathRule{})),
      m_separator(m_pathRule.separator.toStdString()),
      m_labelIsId(m_pathRule.label == mapping.id || m_pathRule.label == u"id")
{
    m_table.ids.setType(query.idType);
    m_table.ids.expect(size_t(qMax<qsizetype>(limits.expectedRows, 0)));
    m_organizations.setType(query.organizationType);
    for (const SelectedColumn &column : query.columns) {
        ValueStep step;
        if (column.role == Role::Value) {
            RawColumn &values = m_table.fields[size_t(column.field)];
            values.setWidth(column.type.width);
            m_table.types[size_t(column.field)] = column.type;
            step.column = &values;
            step.isInt4 = column.oid == wire::oid::kInt4 || column.oid == wire::oid::kDate;
            step.isUpdated = column.field == Field::Updated;
        }
        m_steps.push_back(step);
    }
}

void ItemReader::add(std::span<const char> bytes)
{
    wire::RowReader row(bytes.data());
    std::string_view id;
    std::string_view parent;
    quint16 flags = 0;
    quint16 status = 0;
    bool hasOrganization = false;
    for (const SelectedColumn &column : m_query.columns) {
        const std::string_view value = row.next();
        switch (column.role) {
        case Role::Id:
            if (!value.data()) {
                throw Error(tr("A row of %1 has no id.").arg(m_mapping.qualifiedName()),
                            tr("Map a column that is never NULL as the id."));
            }
            if (value.size() > IdTable::kLongest) {
                throw Error(tr("An id in %1 is %2 bytes long: “%3…”.")
                                .arg(m_mapping.qualifiedName())
                                .arg(value.size())
                                .arg(fromUtf8(value.substr(0, 20))),
                            tr("Ids of up to %1 bytes are read. Correct the row, or map another "
                               "column as the id.")
                                .arg(IdTable::kLongest));
            }
            id = value;
            if (!m_table.ids.add(id)) {
                throw Error(
                    tr("%1 holds the id %2 twice.").arg(m_mapping.qualifiedName(), idText(id)),
                    tr("A hierarchy needs ids that are unique; map the column that is."));
            }
            break;
        case Role::Parent:
            parent = value;
            if (value.data())
                flags |= kHasParent;
            addParent(value);
            break;
        case Role::Organization:
            m_table.organization.push(organizationOf(value));
            hasOrganization = true;
            break;
        case Role::Status:
            status = statusOf(column, value);
            if (value.data() && m_statusDone[status])
                flags |= kDone;
            break;
        case Role::Archived:
            if (value.data() && (!column.isBoolean || value[0] != 0))
                flags |= kArchived;
            break;
        case Role::Deleted:
            if (value.data() && (!column.isBoolean || value[0] != 0))
                flags |= kDeleted;
            break;
        case Role::Manual:
            if (value.data() && value[0] != 0)
                flags |= kManual;
            break;
        case Role::StartAfterEnd:
            if (value.data() && value[0] != 0)
                flags |= kStartAfterEnd;
            break;
        case Role::Path:
            addPath(parent, value);
            break;
        case Role::Label:
            m_table.label.push(value);
            break;
        case Role::Value:
            addValue(column, m_steps[size_t(&column - m_query.columns.data())], id, value, flags);
            break;
        }
    }
    if (!hasOrganization)
        m_table.organization.push(organizationOf({}));
    m_table.status.push(status);
    m_table.flags.push(flags);
}

inline void ItemReader::addValue(const SelectedColumn &column, const ValueStep &step,
                                 std::string_view id, std::string_view value, quint16 &flags)
{
    if (step.isInt4 && value.size() == 4) {
        const auto raw = wire::read<qint32>(value.data());
        if (raw != std::numeric_limits<qint32>::min()) {
            step.column->pushNarrow(raw);
            return;
        }
    }
    qint64 raw = kNull;
    if (value.data()) {
        try {
            raw = decodeValue(column.type, column.oid, value);
        } catch (const Error &error) {
            throw at(error, column, id);
        }
        if (step.isUpdated && raw > m_limits.recentSince)
            flags |= kRecent;
    }
    step.column->push(raw);
}

void ItemReader::addParent(std::string_view parent)
{
    const auto item = Item(m_table.parent.size());
    if (!parent.data()) {
        m_table.parent.push(kNoItem);
        return;
    }
    const Item found = m_table.ids.find(parent);
    m_table.parent.push(found);
    if (found == kNoItem) {
        m_pendingItems.push(item);
        m_pendingParents.push(parent);
    }
}

void ItemReader::finish()
{
    constexpr size_t kAhead = 12; // lookups whose memory is asked for ahead of their turn
    for (size_t i = 0; i < m_pendingItems.size(); ++i) {
        if (i + kAhead < m_pendingItems.size())
            m_table.ids.prefetch(m_pendingParents[i + kAhead]);
        const Item found = m_table.ids.find(m_pendingParents[i]);
        m_table.parent[m_pendingItems[i]] = found;
        if (found == kNoItem)
            m_table.dangling.push_back({m_pendingItems[i], std::string(m_pendingParents[i])});
    }
    m_pendingItems.clear();
    m_pendingParents.clear();
    for (Item i = 0; i < m_organizations.size(); ++i)
        m_table.organizations += m_organizations.text(i);
    if (m_nullOrganization != kNoItem)
        m_table.organizations.insert(qsizetype(m_nullOrganization), QString());
}

quint32 ItemReader::organizationOf(std::string_view value)
{
    if (!value.data()) {
        // NULL is an organization of its own, numbered behind those known by then; later ones move
        // up.
        if (m_nullOrganization == kNoItem)
            m_nullOrganization = quint32(m_organizations.size());
        return m_nullOrganization;
    }
    if (m_lastOrganizationIndex == kNoItem || value != m_lastOrganization) {
        Item found = m_organizations.find(value);
        if (found == kNoItem) {
            found = Item(m_organizations.size());
            m_organizations.add(value);
        }
        m_lastOrganization = value;
        m_lastOrganizationIndex = found;
    }
    const bool behindNull =
        m_nullOrganization != kNoItem && m_lastOrganizationIndex >= m_nullOrganization;
    return m_lastOrganizationIndex + (behindNull ? 1 : 0);
}

quint16 ItemReader::statusOf(const SelectedColumn &column, std::string_view value)
{
    if (column.isBoolean && value.data())
        value = value[0] != 0 ? "true" : "false";
    if (!value.data())
        value = {"", 0};
    if (!m_statusDone.empty() && value == m_lastStatus)
        return m_lastStatusIndex;
    m_lastStatus = value;
    const auto known = m_statuses.find(m_lastStatus);
    if (known != m_statuses.end())
        return m_lastStatusIndex = known->second;
    if (m_statuses.size() == 0xFFFF) {
        throw Error(tr("Column %1 of %2 has more than 65,535 different values.")
                        .arg(column.name, m_mapping.qualifiedName()),
                    tr("Map a column that holds a status, or none."));
    }
    const QString text = fromUtf8(value);
    const Qt::CaseSensitivity sensitivity =
        m_mapping.fromFile ? Qt::CaseSensitive : Qt::CaseInsensitive;
    m_lastStatusIndex = quint16(m_statuses.size());
    m_statuses.emplace(m_lastStatus, m_lastStatusIndex);
    m_statusDone.push_back(m_mapping.done.contains(text, sensitivity));
    m_table.statuses += text;
    return m_lastStatusIndex;
}

void ItemReader::addPath(std::string_view parent, std::string_view path)
{
    const auto item = Item(m_table.path.size());
    if (!path.data()) {
        // Without its own label a root's path is empty; some schemas write NULL for that.
        m_table.path.push(m_pathRule.self ? kNoPath : PathHash{});
        return;
    }
    if (m_pathRule.leading) {
        if (!path.starts_with(m_separator)) {
            m_table.path.push(kNoPath);
            return;
        }
        path.remove_prefix(m_separator.size());
    }
    if (m_pathRule.trailing && !path.empty()) {
        if (!path.ends_with(m_separator)) {
            m_table.path.push(kNoPath);
            return;
        }
        path.remove_suffix(m_separator.size());
    }
    if (path.empty()) {
        m_table.path.push({});
        return;
    }
    const ParsedPath parsed = parsePath(path, m_separator);
    m_table.path.push(parsed.hash);
    const std::string_view named = m_pathRule.self ? parsed.previous : parsed.last;
    if (m_labelIsId && parent.data() && named.data() && !m_table.ids.isWrittenAs(parent, named))
        m_table.otherParents.push_back({item, std::string(named)});
}

QString ItemReader::idText(std::string_view wire) const
{
    IdTable one;
    one.setType(m_query.idType);
    one.add(wire);
    return one.text(0);
}

Error ItemReader::at(Error error, const SelectedColumn &column, std::string_view id) const
{
    return error.setWhere(
        tr("column %1 of item %2 in %3").arg(column.name, idText(id), m_mapping.qualifiedName()));
}

} // namespace arborist::hierarchy
