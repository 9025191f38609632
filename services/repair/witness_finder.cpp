// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/repair/witness_finder.h"

#include "services/postgres/array_literal.h"
#include "services/postgres/connection.h"
#include "services/postgres/identifier.h"
#include <algorithm>

namespace arborist::repair {

using postgres::quoteIdentifier;

namespace {

constexpr size_t kAtOnce = 10'000; ///< heads whose paths are read in one query

/// Whether the paths of the table name items that can be told.
bool pathsNameItems(const Snapshot &snapshot)
{
    const Mapping &mapping = snapshot.mapping();
    if (mapping.path.isEmpty() || !mapping.rules.path)
        return false;
    const QString label = mapping.rules.path->label;
    const auto known = std::find_if(snapshot.rules().begin(), snapshot.rules().end(),
                                    [](const RuleFit &rule) { return rule.kind == Kind::D2; });
    return (label == u"id" || label == mapping.id) && known != snapshot.rules().end() &&
           known->known;
}

} // namespace

WitnessFinder::WitnessFinder(const Snapshot &snapshot, const TableShape &table,
                             postgres::Connection &connection, const std::vector<Item> &heads)
    : m_snapshot(snapshot)
{
    if (heads.empty() || !pathsNameItems(snapshot))
        return;
    m_rule = *snapshot.mapping().rules.path;
    readSegments(table, connection, heads);
    QStringList wanted;
    for (const QStringList &named : std::as_const(m_segments))
        wanted += named;
    wanted.removeDuplicates();
    for (const Item item : snapshot.findAll(wanted))
        m_items.insert(snapshot.idText(item), item);
    m_up.resize(size_t(snapshot.size()), kNoItem);
    for (Item item = 0; item < Item(snapshot.size()); ++item)
        m_up[item] = snapshot.parent(item) == kNoItem ? item : snapshot.parent(item);
    m_excluded.assign(size_t(snapshot.size()), false);
}

void WitnessFinder::readSegments(const TableShape &table, postgres::Connection &connection,
                                 const std::vector<Item> &heads)
{
    const Mapping &mapping = m_snapshot.mapping();
    for (size_t begin = 0; begin < heads.size(); begin += kAtOnce) {
        const auto part = std::span(heads).subspan(begin, std::min(kAtOnce, heads.size() - begin));
        QStringList ids;
        for (const Item item : part)
            ids += m_snapshot.idText(item);
        const postgres::Result paths = connection.exec(
            QStringLiteral("SELECT wanted.number, t.%1::text FROM unnest($1::%4[]) WITH "
                           "ORDINALITY AS wanted (id, number) JOIN %2 AS t ON t.%3 = wanted.id")
                .arg(quoteIdentifier(mapping.path), mapping.quotedName(),
                     quoteIdentifier(mapping.id), table.column(mapping.id)->typeName),
            {postgres::arrayLiteral(ids)});
        for (int row = 0; row < paths.rows(); ++row)
            m_segments.insert(part[size_t(paths.integer(row, 0)) - 1],
                              segments(paths.text(row, 1)));
    }
}

QStringList WitnessFinder::segments(const QString &path) const
{
    QString rest = path;
    if (m_rule.leading) {
        if (!rest.startsWith(m_rule.separator))
            return {}; // not written by the rule
        rest.remove(0, m_rule.separator.size());
    }
    if (m_rule.trailing && !rest.isEmpty()) {
        if (!rest.endsWith(m_rule.separator))
            return {};
        rest.chop(m_rule.separator.size());
    }
    return rest.isEmpty() ? QStringList() : rest.split(m_rule.separator);
}

Item WitnessFinder::root(Item item)
{
    while (m_up[item] != item) {
        m_up[item] = m_up[m_up[item]];
        item = m_up[item];
    }
    return item;
}

Item WitnessFinder::choose(Item head)
{
    const QStringList named = m_segments.value(head);
    const Snapshot &snapshot = m_snapshot;
    for (auto segment = named.crbegin(); segment != named.crend(); ++segment) {
        const Item witness = m_items.value(*segment, kNoItem);
        if (witness == kNoItem || witness == head || m_excluded[witness] ||
            snapshot.organizationOf(witness) != snapshot.organizationOf(head) ||
            snapshot.isArchived(witness) || snapshot.isDeleted(witness) || root(witness) == head)
            continue;
        m_up[head] = witness;
        return witness;
    }
    return kNoItem;
}

void WitnessFinder::exclude(const std::vector<Item> &items)
{
    for (const Item item : items) {
        if (!m_excluded.empty())
            m_excluded[item] = true;
    }
}

Item WitnessFinder::pathParent(Item head) const
{
    const QStringList named = m_segments.value(head);
    const qsizetype behind = m_rule.self ? 2 : 1;
    return named.size() < behind ? kNoItem : m_items.value(named[named.size() - behind], kNoItem);
}

} // namespace arborist::repair
