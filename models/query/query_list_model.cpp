// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/query/query_list_model.h"

#include "models/query/sql_text.h"

namespace arborist {

namespace {
constexpr qsizetype kTooltip = 2000;
} // namespace

void QueryListModel::setEntries(std::vector<QueryEntry> entries)
{
    beginResetModel();
    m_entries = std::move(entries);
    endResetModel();
}

void QueryListModel::put(QueryEntry entry, size_t most)
{
    beginResetModel();
    std::erase_if(m_entries, [&](const QueryEntry &each) { return each.sql == entry.sql; });
    m_entries.insert(m_entries.begin(), std::move(entry));
    if (m_entries.size() > most)
        m_entries.resize(most);
    endResetModel();
}

int QueryListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_entries.size());
}

QVariant QueryListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const QueryEntry &entry = m_entries[size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return entry.title;
    case SecondLineRole:
        return entry.second;
    case GlyphRole:
        return int(entry.glyph);
    case FullTextRole:
        return entry.sql;
    case Qt::ToolTipRole:
        return entry.sql.left(kTooltip);
    default:
        return {};
    }
}

QString oneLine(const QString &sql, int length)
{
    const QByteArray bytes = sql.toUtf8();
    qsizetype at = 0;
    while (at < bytes.size()) {
        const sql_text::Token token = sql_text::tokenAt(bytes, at);
        if (token.kind != sql_text::Kind::Space && token.kind != sql_text::Kind::Comment)
            break;
        at = token.end;
    }
    const QString text = QString::fromUtf8(bytes.mid(at, 4 * qsizetype(length))).simplified();
    return text.size() > length ? text.left(length - 1) + u'…' : text;
}

} // namespace arborist
