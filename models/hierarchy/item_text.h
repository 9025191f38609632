// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/hierarchy/details_cache.h"
#include "models/hierarchy/tree_roles.h"
#include <QCoreApplication>
#include <QVariant>

namespace arborist {

/// Texts and values of one item's cells: what the tree shows, what its tooltips and a screen reader
/// say. A view on things that the model owns; made for one call.
class ItemText
{
    Q_DECLARE_TR_FUNCTIONS(ItemText)
public:
    ItemText(const hierarchy::Snapshot &snapshot, DetailsCache &details, hierarchy::Item item);

    QString display(TreeColumn column) const;
    QString toolTip(TreeColumn column) const;
    QString accessible(TreeColumn column) const;
    QVariant sortValue(TreeColumn column) const;
    DriftState state(TreeColumn column) const;
    Badges badges() const;
    /// Progress 0..1, negative if unknown.
    double share(bool expected) const;
    /// Days since 1970 of MinStart or MaxEnd, NaN if unknown.
    double day(hierarchy::Field field, bool expected) const;

    /// The value shown of a field: the stored one, or the computed one where no column stores it.
    static qint64 shown(const hierarchy::Snapshot &snapshot, hierarchy::Item item,
                        hierarchy::Field field);
    static std::optional<hierarchy::Field> fieldOf(TreeColumn column);

private:
    QString title() const;
    QString dates(bool expected) const;
    QString datesInWords() const;
    QString valueInWords(hierarchy::Field field) const;
    QString findingsInWords(QLatin1String separator) const;

    const hierarchy::Snapshot &m_snapshot;
    DetailsCache &m_details;
    hierarchy::Item m_item;
};

} // namespace arborist
