// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/hierarchy/date_scale.h"
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
    /// Days since 1970 of the start or end that is shown, NaN if unknown.
    double start(bool expected) const { return day(startField(m_snapshot), expected); }
    double end(bool expected) const { return day(endField(m_snapshot), expected); }

    /// The one field that a column shows; none for titles, dates and badges.
    static std::optional<hierarchy::Field> fieldAt(TreeColumn column);

private:
    qint64 value(hierarchy::Field field, bool expected) const; ///< kNull if there is no column
    double day(hierarchy::Field field, bool expected) const;
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
